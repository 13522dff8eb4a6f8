import { UnreadableSchema } from './shape.js';

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  /** As written: `int32`, `google.protobuf.Timestamp`, `.shop.Value`; of a map, the type of its values. */
  readonly type: string;
  readonly label: 'optional' | 'repeated' | 'required' | undefined;
  /** The name of the `oneof` that it stands in. */
  readonly oneof?: string;
  /** Only of a map. */
  readonly keyType?: string;
  /** Confluent's `field_meta` parameters: `precision`, `scale`, `connect.type`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A message by its full name inside the file: `Envelope.Value`. */
export interface ProtoMessage {
  readonly name: string;
  readonly fields: readonly ProtoField[];
}

export interface ProtoFile {
  readonly package: string;
  readonly messages: ReadonlyMap<string, ProtoMessage>;
  readonly enums: ReadonlySet<string>;
  /** The first message of the file: what a registered schema stands for. */
  readonly root: ProtoMessage | undefined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\.?[A-Za-z_][\w.]*|-?\d[\w.]*|[^\s\w]/g;
const COMMENT = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Reads the messages and enums of a .proto file; everything else in it is skipped. @throws UnreadableSchema. */
export function parseProtoFile(text: string): ProtoFile {
  const plain = text.replace(COMMENT, (match) => (match.startsWith('"') ? match : ' '));
  const parser = new ProtoParser(plain.match(TOKEN) ?? []);
  return parser.file();
}

class ProtoParser {
  private readonly tokens: readonly string[];
  private next = 0;
  private readonly messages = new Map<string, ProtoMessage>();
  private readonly enums = new Set<string>();
  private root: ProtoMessage | undefined;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  file(): ProtoFile {
    let packageName = '';
    while (this.next < this.tokens.length) {
      const token = this.take();
      if (token === 'message') {
        const message = this.message('');
        this.root ??= message;
      } else if (token === 'enum') this.enumeration('');
      else if (token === 'package') packageName = this.take();
      else if (token !== ';') this.skipStatement();
    }
    return { package: packageName, messages: this.messages, enums: this.enums, root: this.root };
  }

  private message(outer: string): ProtoMessage {
    const name = `${outer}${this.take()}`;
    const fields: ProtoField[] = [];
    this.expect('{');
    this.body(name, fields, undefined);
    const message = { name, fields };
    this.messages.set(name, message);
    return message;
  }

  private body(message: string, fields: ProtoField[], oneof: string | undefined): void {
    for (let token = this.take(); token !== '}'; token = this.take()) {
      if (token === 'message' && this.isName(1)) this.message(`${message}.`);
      else if (token === 'enum' && this.isName(1)) this.enumeration(`${message}.`);
      else if (token === 'oneof' && this.isName(1)) {
        const choice = this.take();
        this.expect('{');
        this.body(message, fields, choice);
      } else if (['option', 'reserved', 'extensions'].includes(token) && this.peek() !== '=') this.skipStatement();
      else if (token !== ';') fields.push(this.field(token, oneof));
    }
  }

  private field(first: string, oneof: string | undefined): ProtoField {
    const written = first === 'optional' || first === 'repeated' || first === 'required' ? first : undefined;
    let type = written === undefined ? first : this.take();
    let keyType: string | undefined;
    if (type === 'map' && this.peek() === '<') {
      this.expect('<');
      keyType = this.take();
      this.expect(',');
      type = this.take();
      this.expect('>');
    }
    const name = this.take();
    this.expect('=');
    const number = Number(this.take());
    if (!Number.isInteger(number)) throw new UnreadableSchema(`the field ${name} has no number`);
    const options: string[] = [];
    for (let token = this.take(); token !== ';'; token = this.take()) options.push(token);
    return { name, number, type, label: written ?? (oneof === undefined ? undefined : 'optional'), parameters: parametersIn(options), ...(oneof === undefined ? {} : { oneof }), ...(keyType === undefined ? {} : { keyType }) };
  }

  private enumeration(outer: string): void {
    this.enums.add(`${outer}${this.take()}`);
    this.expect('{');
    this.skipBlock();
  }

  /** After its opening brace. */
  private skipBlock(): void {
    for (let depth = 1; depth > 0;) {
      const token = this.take();
      depth += token === '{' ? 1 : token === '}' ? -1 : 0;
    }
  }

  private skipStatement(): void {
    for (let token = this.take(); token !== ';'; token = this.take()) {
      if (token === '{') return this.skipBlock();
    }
  }

  private take(): string {
    const token = this.tokens[this.next];
    if (token === undefined) throw new UnreadableSchema('the .proto file ends in the middle of a definition');
    this.next += 1;
    return token;
  }

  private peek(): string | undefined {
    return this.tokens[this.next];
  }

  /** Whether a definition follows (`message Value {`), not a field of a type of that name. */
  private isName(ahead: number): boolean {
    return this.tokens[this.next + ahead] === '{';
  }

  private expect(token: string): void {
    const found = this.take();
    if (found !== token) throw new UnreadableSchema(`expected ${token} in the .proto file, found ${found}`);
  }
}

/** `{key: "scale", value: "2"}` and its equals; other options have no such pairs. */
function parametersIn(options: readonly string[]): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = {};
  options.forEach((token, i) => {
    const [colon, key, comma, word, second, value] = options.slice(i + 1, i + 7);
    if (token !== 'key' || colon !== ':' || comma !== ',' || word !== 'value' || second !== ':') return;
    if (key !== undefined && value !== undefined) parameters[key.slice(1, -1)] = value.slice(1, -1);
  });
  return parameters;
}
