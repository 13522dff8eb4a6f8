{{- define "reconciler.name" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "reconciler.selector" -}}
app.kubernetes.io/name: cdc-reconciler
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "reconciler.labels" -}}
{{ include "reconciler.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "reconciler.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}{{ default (include "reconciler.name" .) .Values.serviceAccount.name }}{{- else -}}{{ default "default" .Values.serviceAccount.name }}{{- end -}}
{{- end -}}

{{- define "reconciler.image" -}}
{{- if .Values.image.digest -}}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{- else -}}{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}{{- end -}}
{{- end -}}

{{/* Several replicas are only safe with an election; one needs no access to the Kubernetes API, unless more are to come (kubectl scale). */}}
{{- define "reconciler.elects" -}}
{{- if or (gt (int .Values.replicaCount) 1) .Values.shardTargets -}}true{{- end -}}
{{- end -}}

{{/* Secrets that become one file each: folder, name of the Secret, its key, the flag. */}}
{{- define "reconciler.files" -}}
- { folder: git-token, secret: {{ .Values.repository.tokenSecret.name | quote }}, key: {{ .Values.repository.tokenSecret.key | quote }}, flag: --token-file }
- { folder: git-key, secret: {{ .Values.repository.deployKeySecret.name | quote }}, key: {{ .Values.repository.deployKeySecret.key | quote }}, flag: --deploy-key }
- { folder: page-token, secret: {{ .Values.pageTokenSecret.name | quote }}, key: {{ .Values.pageTokenSecret.key | quote }}, flag: --page-token-file }
- { folder: webhook, secret: {{ .Values.webhookSecret.name | quote }}, key: {{ .Values.webhookSecret.key | quote }}, flag: --webhook-secret-file }
- { folder: notify, secret: {{ .Values.notifyUrlSecret.name | quote }}, key: {{ .Values.notifyUrlSecret.key | quote }}, flag: --notify-url-file }
- { folder: github-token, secret: {{ .Values.githubTokenSecret.name | quote }}, key: {{ .Values.githubTokenSecret.key | quote }}, flag: --github-token-file }
{{- end -}}
