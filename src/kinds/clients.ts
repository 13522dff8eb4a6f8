import type { ConfluentClients } from '../confluent/index.js';

/** The clients of one account, bound to its ids. */
export interface Clients {
  readonly computePools: ConfluentClients['computePools'];
  readonly connect: ReturnType<ConfluentClients['connect']>;
  readonly kafka: ReturnType<ConfluentClients['kafka']>;
  readonly schemaRegistry: ReturnType<ConfluentClients['schemaRegistry']>;
  readonly flink: ReturnType<ConfluentClients['flink']>;
  readonly tableflow: ReturnType<ConfluentClients['tableflow']>;
}
