import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it came over the wire. */
export interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** `''` where it began a trace. */
  readonly parentId: string;
  /** W3C's `tracestate`; `''` where there is none. */
  readonly traceState: string;
  readonly name: string;
  /** OTLP's number: 2 server, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** OTLP's number: 2 error. */
  readonly status: number;
}

/** A collector that takes OTLP's traces over HTTP. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** As they came. */
  readonly bodies: readonly Buffer[];
  readonly headers: readonly IncomingMessage['headers'][];
  stop(): Promise<void>;
}

/** Starts one on the loopback address. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const isTraces = request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf';
      if (isTraces) {
        headers.push(request.headers);
        bodies.push(body);
        spans.push(...spansOf(body));
      }
      response.writeHead(isTraces ? 200 : 404).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    headers,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The fields of a message of Protocol Buffers, by number; of a repeated one all. */
type Fields = ReadonlyMap<number, readonly (Buffer | number)[]>;

/** By the numbers of `opentelemetry/proto/trace/v1/trace.proto`. */
function spansOf(request: Buffer): ReceivedSpan[] {
  return messages(fieldsOf(request), 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1)[0]!, 1);
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2).map((span) => ({
        service: String(resource['service.name']),
        traceId: hex(span, 1),
        spanId: hex(span, 2),
        traceState: text(span, 3),
        parentId: hex(span, 4),
        name: text(span, 5),
        kind: number(span, 6),
        attributes: attributesOf(span, 9),
        status: messages(span, 15).map((status) => number(status, 3))[0] ?? 0,
      })),
    );
  });
}

function attributesOf(message: Fields, field: number): Record<string, string | number> {
  return Object.fromEntries(
    messages(message, field).map((pair) => {
      const value = messages(pair, 2)[0]!;
      return [text(pair, 1), value.has(1) ? text(value, 1) : number(value, 3)];
    }),
  );
}

function fieldsOf(bytes: Buffer): Fields {
  const fields = new Map<number, (Buffer | number)[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) {
        return value;
      }
    }
  };
  const skip = (length: number): Buffer => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const tag = varint();
    const read = [varint, () => skip(8), () => skip(varint()), null, null, () => skip(4)][tag % 8]!;
    fields.set(Math.floor(tag / 8), [...(fields.get(Math.floor(tag / 8)) ?? []), read()]);
  }
  return fields;
}

function messages(message: Fields, field: number): Fields[] {
  return (message.get(field) ?? []).map((bytes) => fieldsOf(bytes as Buffer)); // as the .proto says
}

function text(message: Fields, field: number): string {
  return String(message.get(field)?.[0] ?? '');
}

function number(message: Fields, field: number): number {
  return Number(message.get(field)?.[0] ?? 0);
}

function hex(message: Fields, field: number): string {
  return ((message.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0)).toString('hex');
}
