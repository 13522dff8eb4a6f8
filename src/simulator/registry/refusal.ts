/** Why a schema cannot be registered; the code is Schema Registry's own. */
export class SchemaRefusal extends Error {
  readonly status: 409 | 422;
  readonly code: number;

  constructor(status: 409 | 422, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
