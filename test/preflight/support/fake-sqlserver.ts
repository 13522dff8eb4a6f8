import { createServer } from 'node:net';
import type { Socket } from 'node:net';

export type FakeRows = readonly Readonly<Record<string, string | null>>[];

export interface FakeSqlServer {
  readonly port: number;
  /** Texts of the statements, and `database:NAME` for each login. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** A FAKE that speaks as much TDS as a login and a result set take; it knows no SQL, every value is text, nothing is encrypted. */
export function startFakeSqlServer(answer: (text: string) => FakeRows | Error): Promise<FakeSqlServer> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let message = Buffer.alloc(0);
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      rest = Buffer.concat([rest, part]);
      while (rest.length >= 8 && rest.length >= rest.readUInt16BE(2)) {
        const [type, last, length] = [rest[0]!, (rest[1]! & 1) === 1, rest.readUInt16BE(2)];
        message = Buffer.concat([message, rest.subarray(8, length)]);
        rest = rest.subarray(length);
        if (!last) continue;
        reply(socket, type, message);
        message = Buffer.alloc(0);
      }
    });
  });

  function reply(socket: Socket, type: number, body: Buffer): void {
    if (type === 0x12) return send(socket, PRELOGIN);
    if (type === 0x10) {
      const [offset, characters] = [body.readUInt16LE(68), body.readUInt16LE(70)];
      asked.push(`database:${body.subarray(offset, offset + characters * 2).toString('utf16le')}`);
      return send(socket, Buffer.concat([LOGIN_ACK, done(0xfd)]));
    }
    if (type !== 0x03) return send(socket, done(0xfd));
    // The text of an RPC begins at an even or an odd place.
    const texts = [body, body.subarray(1)].map((one) => one.toString('utf16le'));
    const text = texts.map((one) => /(SELECT|EXEC)[\s\S]*/.exec(one)?.[0]).find((one) => one !== undefined) ?? '';
    asked.push(text);
    const rows = answer(text);
    send(socket, rows instanceof Error ? Buffer.concat([errorToken(rows.message), done(0xfe, 2)]) : Buffer.concat([...resultSet(rows), done(0xfe)]));
  }

  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : 0, asked, stop: () => new Promise((end) => server.close(() => end())) });
    });
  });
}

function send(socket: Socket, body: Buffer): void {
  const head = Buffer.from([0x04, 0x01, 0, 0, 0, 0, 1, 0]);
  head.writeUInt16BE(body.length + 8, 2);
  socket.write(Buffer.concat([head, body]));
}

const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
const text = (value: string): Buffer => Buffer.from(value, 'utf16le');

/** Version, and "encryption not supported". */
const PRELOGIN = Buffer.from([0x00, 0, 11, 0, 6, 0x01, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, 0x02]);

const ackBody = Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4, 4]), text('fake'), Buffer.from([16, 0, 0, 0])]);
const LOGIN_ACK = Buffer.concat([Buffer.from([0xad]), u16(ackBody.length), ackBody]);

function done(token: number, status = 0): Buffer {
  return Buffer.concat([Buffer.from([token]), u16(status), u16(0), Buffer.alloc(8)]);
}

function errorToken(message: string): Buffer {
  const body = Buffer.concat([Buffer.from([0x2c, 1, 0, 0, 1, 14]), u16(message.length), text(message), Buffer.from([0, 0, 1, 0, 0, 0])]);
  return Buffer.concat([Buffer.from([0xaa]), u16(body.length), body]);
}

function resultSet(rows: FakeRows): readonly Buffer[] {
  const names = Object.keys(rows[0] ?? { nothing: '' });
  const columns = names.map((name) => Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 0, 0xe7, 0xa0, 0x0f, 9, 4, 0xd0, 0, 0x34, name.length]), text(name)]));
  const values = rows.map((row) => Buffer.concat([Buffer.from([0xd1]), ...names.map((name) => {
    const value = row[name];
    return value === null || value === undefined ? u16(0xffff) : Buffer.concat([u16(value.length * 2), text(value)]);
  })]));
  return [Buffer.from([0x81]), u16(names.length), ...columns, ...values];
}
