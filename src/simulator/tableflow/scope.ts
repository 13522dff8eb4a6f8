import type { Account, Cluster, Environment } from '../account.js';
import { clusterById, environmentById, environmentOfQuery } from '../management/render.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectOf, optionalText, requiredText } from '../server/body.js';
import type { JsonObject } from '../server/body.js';

export interface Scope {
  readonly environment: Environment;
  readonly cluster: Cluster;
}

/** The two query parameters that every list, get and delete needs. */
export function scopeOfQuery(account: Account, request: ApiRequest): Scope {
  const environment = environmentOfQuery(account, request);
  const id = request.query.get('spec.kafka_cluster');
  if (id === null || id === '') throw new ApiFailure(400, 'spec.kafka_cluster is required');
  return { environment, cluster: clusterById(environment, id, 403) };
}

/** POST and PATCH say the scope in the body. */
export function scopeOfSpec(account: Account, spec: JsonObject): Scope {
  const environment = environmentById(account, requiredText(objectOf(spec['environment']), 'id', '/spec/environment'));
  const id = optionalText(objectOf(spec['kafka_cluster']), 'id');
  if (id === undefined) throw new ApiFailure(400, 'kafka_cluster is required', { pointer: '/spec/kafka_cluster/id' });
  return { environment, cluster: clusterById(environment, id, 403) };
}
