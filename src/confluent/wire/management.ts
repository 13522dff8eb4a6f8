import type { StringMap } from './shared.js';

export interface Organization {
  readonly id: string;
  readonly display_name?: string;
}

export interface Environment {
  readonly id: string;
  readonly display_name: string;
  readonly stream_governance_config?: { readonly package?: string };
}

export interface ClusterEndpoint {
  readonly http_endpoint?: string;
  readonly kafka_bootstrap_endpoint?: string;
  readonly connection_type?: string;
}

export interface KafkaCluster {
  readonly id: string;
  readonly spec: {
    readonly display_name: string;
    readonly cloud: string;
    readonly region: string;
    readonly availability?: string;
    readonly config?: { readonly kind?: string };
    /** Keyed by access point id; preferred over the two deprecated members below. */
    readonly endpoints?: Readonly<Record<string, ClusterEndpoint>>;
    readonly http_endpoint?: string;
    readonly kafka_bootstrap_endpoint?: string;
  };
  readonly status?: { readonly phase?: string };
}

export interface SchemaRegistryCluster {
  readonly id: string;
  readonly spec: {
    readonly display_name?: string;
    readonly package?: string;
    readonly cloud?: string;
    readonly region?: string;
    readonly http_endpoint?: string;
    readonly private_http_endpoint?: string;
    readonly private_networking_config?: { readonly regional_endpoints?: StringMap };
  };
  readonly status?: { readonly phase?: string };
}

export interface FlinkRegion {
  readonly id: string;
  readonly cloud: string;
  readonly region_name: string;
  readonly display_name?: string;
  readonly http_endpoint: string;
  readonly private_http_endpoint?: string;
}

export interface ServiceAccount {
  readonly id: string;
  readonly display_name: string;
  readonly description?: string;
}

/** v1 (AWS) and v2 (all clouds) in one type; `status` is v2 only. */
export interface ProviderIntegration {
  readonly id: string;
  readonly display_name: string;
  readonly provider?: string;
  readonly status?: string;
  readonly config?: Readonly<Record<string, unknown>> & { readonly kind?: string };
  readonly usages?: readonly string[];
}
