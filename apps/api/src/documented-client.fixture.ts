/** Sends requests, and holds every answer against what the OpenAPI document says of it. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { describeApi } from './describe.js';

/** Whatever a test expects of an answer is said by its matcher. */
export interface Body {
  readonly token: string;
  readonly omsNumber: string;
  readonly code: string;
  readonly next?: string;
  readonly links: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: Body;
  readonly text: string;
}

export interface Asked {
  readonly body?: unknown;
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, unknown>> }>
  >;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
const pointer = (...parts: readonly string[]): string => parts.map(escaped).join('/');

const answersTo = (template: string, path: string): boolean => {
  const wanted = template.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]))
  );
};

export class DocumentedClient {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #validators = new Map<string, ValidateFunction>();
  /** `ordersPlace 201` for each answer that was seen. */
  readonly seen = new Set<string>();

  private constructor(
    private readonly address: string,
    private readonly paths: Paths,
    private readonly codes: object,
    document: object,
    private readonly usual: Readonly<Record<string, string>>,
  ) {
    this.#ajv.addSchema(document, 'api');
  }

  static async of(
    address: string,
    usual: Readonly<Record<string, string>> = {},
  ): Promise<DocumentedClient> {
    const document = JSON.parse(JSON.stringify(await describeApi())) as {
      readonly paths: Paths;
      readonly components: { readonly examples: object };
    };
    const { paths, components } = document;
    return new DocumentedClient(address, paths, components.examples, document, usual);
  }

  get operations(): readonly string[] {
    return Object.values(this.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  post(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.send('POST', path, { body, headers });
  }

  async send(
    method: string,
    path: string,
    { body: sent, raw, headers }: Asked = {},
  ): Promise<Answer> {
    const response = await fetch(this.address + path, {
      method,
      headers: {
        ...(sent !== undefined || raw !== undefined ? { 'content-type': 'application/json' } : {}),
        ...this.usual,
        ...headers,
      },
      ...(raw !== undefined ? { body: raw } : {}),
      ...(sent !== undefined ? { body: JSON.stringify(sent) } : {}),
    });
    const text = await response.text();
    const media = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const parsed: unknown =
      media.endsWith('json') && !media.endsWith('ndjson') ? JSON.parse(text) : {};
    const body = parsed as Body;
    this.#hold(method, path, response.status, media, body);
    return { status: response.status, headers: response.headers, body, text };
  }

  /** An answer that the document does not know of fails the test that asked. */
  #hold(method: string, path: string, status: number, media: string, body: unknown): void {
    const [plain = ''] = path.split('?');
    const template = Object.keys(this.paths).find((each) => answersTo(each, plain));
    const operation =
      template === undefined ? undefined : this.paths[template]?.[method.toLowerCase()];
    if (template === undefined || operation === undefined) return;
    const where = `${operation.operationId} ${status}`;
    this.seen.add(where);
    const content = operation.responses[status]?.content;
    if (content?.[media] === undefined) throw new Error(`${where} ${media} is not documented`);
    if (!media.endsWith('json') || media.includes('ndjson')) return;
    const at = pointer(
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      media,
      'schema',
    );
    const ref = `api#/${encodeURI(at)}`;
    const validate = this.#validators.get(ref) ?? this.#ajv.compile({ $ref: ref });
    this.#validators.set(ref, validate);
    if (!validate(body)) {
      throw new Error(`${where} is not as documented: ${this.#ajv.errorsText(validate.errors)}`);
    }
    this.#holdCode(where, method, content[media], body);
  }

  /** A code of our own that is not among the documented examples is a hole in the document. */
  #holdCode(where: string, method: string, content: unknown, body: unknown): void {
    const { examples } = content as { readonly examples?: object };
    const { code, recorded } = body as { readonly code?: string; readonly recorded?: boolean };
    if (examples === undefined || code === undefined) return;
    // A reading tells what became of any post: its code stands where that post is documented.
    const documented = recorded === true && method === 'GET' ? this.codes : examples;
    if (!Object.hasOwn(documented, code)) throw new Error(`${where}: ${code} is not documented`);
  }
}
