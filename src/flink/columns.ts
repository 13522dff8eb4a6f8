import type { ConversionName } from './conversions.js';

/** A column of a target table as a user writes it: a Flink type, or an object when the value is not just copied. */
export type ColumnDefinition = string | ColumnObject;

export interface ColumnObject {
  /** Flink SQL type of the target column, e.g. `DECIMAL(10, 2)`. */
  readonly type: string;
  /** A named conversion of the source column's encoding (semantics.md 2.5). */
  readonly from?: ConversionName;
  /** Source column, when its name differs from the target column's. */
  readonly column?: string;
  /** SQL that the user writes on purpose instead of a column: a computed column. */
  readonly expression?: string;
  /** A topic that is read raw: where in the JSON text the value is. Default: `$.` and the column's name. */
  readonly path?: string;
  /** DynamoDB: the item's attribute, when its name differs from the column's. */
  readonly attribute?: string;
  /** DynamoDB: the attribute's type descriptor. Default: from `type`. */
  readonly attributeType?: 'S' | 'N' | 'BOOL' | 'B' | 'M' | 'L' | 'SS' | 'NS' | 'BS';
  /** `false`: NOT NULL. Key columns always are. Default true. */
  readonly nullable?: boolean;
}
