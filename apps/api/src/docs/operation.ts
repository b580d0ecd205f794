import type { OpenAPIObject } from '@nestjs/swagger';
import { problemCodes, problemType, statusOf } from '#http';
import type { ProblemCode } from '#http';
import { complaintOf } from '../refusals/complaint.js';
import { refusals, refusedTitle } from '../refusals/refusals.js';
import type { RefusalCode } from '../refusals/refusals.js';
import type { Documentation, DocumentedAnswer, DocumentedParameter } from './documented.js';
import { postParameters, tenantParameter } from './parameters.js';
import type { Schemas } from './schemas.js';

const json = 'application/json';
const problemJson = 'application/problem+json';

const bodyProblems: readonly ProblemCode[] = [
  'bad_request',
  'bad_json',
  'too_deep',
  'empty_body',
  'schema_invalid',
  'body_too_large',
  'unsupported_media_type',
];
const postProblems: readonly ProblemCode[] = [
  'parameter_invalid',
  'id_conflict',
  'totals_too_large',
  'busy',
  'unavailable',
  'partition_halted',
];
/** Of the server itself, wherever it is asked. */
const serverProblems: readonly ProblemCode[] = [
  'host_not_allowed',
  'headers_too_large',
  'internal',
];
/** Of what a page of another site may not do. */
const changeProblems: readonly ProblemCode[] = ['cross_site', 'too_slow'];
const innerProblems: readonly ProblemCode[] = [
  'unauthorized',
  'tenant_invalid',
  'too_many_requests',
  'busy',
  'unavailable',
  'views_unavailable',
];

/** One of each status; what else a token may lead to stands where it was posted. */
const heardRefusals: readonly RefusalCode[] = [
  'shipment_not_found',
  'order_closed',
  'hold_not_found',
];
const heard =
  'with `after`, also whatever else the operation that gave the token may be ' + 'refused by';

const problemSchema = {
  description:
    'RFC 9457. `code` is stable, and `status` follows from it; `errors` names each ' +
    'place of the input. `recorded` is true where the log keeps the refusal.',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field'],
        anyOf: [{ required: ['expected'] }, { required: ['detail'] }],
        properties: {
          field: { type: 'string', description: 'as a path: `lines[0].sku`' },
          expected: { type: 'string', description: 'the form that was expected there' },
          got: { type: 'string', description: 'what came instead' },
          detail: { type: 'string', description: 'what is wrong with it, where its form is right' },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: true,
} as const;

const codesOf = ({
  open,
  body,
  posts,
  changes,
  hearsRefusals,
  parameters,
  problems = [],
}: Documentation): readonly ProblemCode[] => {
  const streamed = body?.media !== undefined;
  return [
    ...new Set([
      ...problems,
      ...(parameters?.some((each) => each.in === 'path') ? ['bad_url' as const] : []),
      ...(body !== undefined && !streamed ? bodyProblems : []),
      ...(posts ? postProblems : []),
      ...(hearsRefusals ? ['partition_halted' as const] : []),
      ...(open ? [] : innerProblems),
      ...(changes ? changeProblems : []),
      ...serverProblems,
    ]),
  ];
};

const exampleOf = (code: ProblemCode): object => {
  const [status, title] = problemCodes[code];
  return { type: problemType(code), title, status, detail: title, code };
};

const refusalExampleOf = (code: RefusalCode): object => {
  const { status, detail, field } = refusals[code];
  return {
    type: problemType(code),
    title: refusedTitle,
    status,
    detail,
    code,
    recorded: true,
    ...(field === undefined ? {} : { errors: [complaintOf(field, detail)] }),
  };
};

type Examples = Record<string, object>;

const problemResponses = (
  documentation: Documentation,
  schemas: Schemas,
): Record<string, object> => {
  schemas.add('Problem', problemSchema);
  const byStatus = new Map<number, Examples>();
  const add = (status: number, code: string, value: object): void => {
    byStatus.set(status, { ...byStatus.get(status), [code]: schemas.example(code, value) });
  };
  for (const code of codesOf(documentation)) add(statusOf(code), code, exampleOf(code));
  const { hearsRefusals, refusals: own = hearsRefusals ? heardRefusals : [] } = documentation;
  for (const code of own) add(refusals[code].status, code, refusalExampleOf(code));
  const heardStatuses = new Set<number>(
    hearsRefusals ? heardRefusals.map((code) => refusals[code].status) : [],
  );
  return Object.fromEntries(
    [...byStatus].map(([status, examples]) => [
      status,
      {
        description: [
          ...Object.keys(examples).map((code) => `\`${code}\``),
          ...(heardStatuses.has(status) ? [heard] : []),
        ].join(', '),
        content: { [problemJson]: { schema: { $ref: '#/components/schemas/Problem' }, examples } },
      },
    ]),
  );
};

const response = (
  { description, schema, example, media = json }: DocumentedAnswer,
  schemas: Schemas,
) => ({
  description,
  content: {
    [media]: {
      schema: schema === undefined ? { type: 'string' } : schemas.of(schema, 'output'),
      example,
    },
  },
});

const parameter = ({
  name,
  in: place,
  description,
  example,
  schema,
  repeatable,
}: DocumentedParameter) => {
  const one = schema ?? { type: 'string' };
  return {
    name,
    in: place,
    description,
    required: place === 'path',
    example,
    schema: repeatable ? { type: 'array', items: one } : one,
    ...(repeatable ? { style: 'form', explode: true } : {}),
  };
};

const parametersOf = ({ parameters = [], open, posts }: Documentation) =>
  [...parameters, ...(open ? [] : [tenantParameter]), ...(posts ? postParameters : [])].map(
    parameter,
  );

const bodyOf = ({ body }: Documentation, schemas: Schemas): object => {
  if (body === undefined) return {};
  const { schema, example, media = json } = body;
  return {
    requestBody: {
      required: true,
      content: { [media]: { schema: schemas.of(schema, 'input'), example } },
    },
  };
};

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** One operation of the document. */
export const documentedOperation = (
  documentation: Documentation,
  schemas: Schemas,
  operationId: string,
): Operation => {
  const { tag, summary, description, answers, open } = documentation;
  return {
    operationId,
    summary,
    tags: [tag],
    ...(description === undefined ? {} : { description }),
    security: open ? [] : [{ bearer: [] }],
    parameters: parametersOf(documentation) as Operation['parameters'],
    ...bodyOf(documentation, schemas),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, response(answer, schemas)]),
      ),
      ...problemResponses(documentation, schemas),
    } as Operation['responses'],
  };
};
