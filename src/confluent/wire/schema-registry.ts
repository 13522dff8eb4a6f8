export interface SchemaReference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

/** A schema as it is sent. A missing `schemaType` means AVRO. */
export interface SchemaText {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly SchemaReference[];
}

export interface Schema extends SchemaText {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly guid?: string;
  readonly deleted?: boolean;
}

/** Reads say `compatibilityLevel`, writes take and echo `compatibility` (confluent-api.md 5). */
export interface SubjectConfig {
  readonly compatibilityLevel?: string;
  readonly compatibilityGroup?: string;
  readonly normalize?: boolean;
  readonly alias?: string;
}

export interface CompatibilityVerdict {
  readonly is_compatible: boolean;
  readonly messages?: readonly string[];
}
