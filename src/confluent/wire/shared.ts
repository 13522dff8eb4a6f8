export interface ListPage<T> {
  readonly metadata?: { readonly next?: string | null };
  readonly data?: readonly T[] | null;
}

/** A reference to another object; services add more members on read, only `id` is sent. */
export interface Reference {
  readonly id: string;
}

export type StringMap = Readonly<Record<string, string>>;
