/** Schemas of the headers: CloudEvents attributes in binary mode, all of them text. */
import { jsonContent, specversion } from '../cloud-event.js';
import type { Json } from './schemas.js';

const text = (description: string, pattern?: string): Json => ({
  type: 'string',
  description,
  ...(pattern === undefined ? {} : { pattern }),
});
const whole = (description: string): Json => text(description, '^(-1|0|[1-9][0-9]*)$');

const always = {
  'content-type': { type: 'string', const: jsonContent },
  ce_specversion: { type: 'string', const: specversion },
  ce_id: text('unique within its source'),
  ce_source: text('who wrote it; for our services `/oms/<service>/<partition>`'),
  ce_type: text('`oms.` and the name of the message'),
};
const optional = {
  ce_subject: text('the key of the aggregate'),
  ce_dataschema: text('`oms:/schemas/<name>/<version>`; the newest where absent'),
  ce_omstenant: text('the tenant; `default` where absent'),
  ce_omsnumber: text('the OMS number, wherever an order is the cause'),
  ce_omssource: text(
    'of what a service posts on of its own: `<id>/<k>`, the event and which of its messages',
  ),
};
const origin = {
  ce_omsoriginid: text("a channel's message: what its publisher called it, its `ce_id`"),
  ce_omsoriginsource: text("a channel's message: its publisher, its `ce_source`"),
};
const chain = {
  ce_time: { type: 'string', format: 'date-time', description: 'of the decision, in UTC' },
  ce_omsversion: whole("the aggregate's count of its facts; 0 outside an aggregate"),
  ce_omschain: whole('the number of its answer: 0, 1, 2, … without a hole'),
  ce_omsindex: whole('its place among the records of its answer'),
  ce_omscount: whole('how many records its answer has'),
  ce_omslink: text(
    '`<input>:<offset>:<k>;<content>;<prev>`: what it answers; what a command said, as ' +
      '`field:digest` of each of its fields; hex digest of the accepted chain before its answer',
    '^[^:;]+:[0-9]+:[0-9]+;[^;]*;[0-9a-f]{32}$',
  ),
  ce_omsterm: whole('the offset of the term record under which it was written'),
};

const headers = (required: Json, possible: Json): Json => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...possible },
});

export type HeaderSchema = 'InboxHeaders' | 'EventsHeaders' | 'ChannelHeaders' | 'TermHeaders';

export const headerSchemas: Readonly<Record<HeaderSchema, Json>> = {
  EventsHeaders: headers(
    { ...always, ...chain },
    { ...optional, ...origin, ce_omscommand: text('the id of the command that it answers') },
  ),
  InboxHeaders: headers(always, { ...optional, ...origin }),
  ChannelHeaders: headers(always, {
    ce_dataschema: optional.ce_dataschema,
    ce_omstenant: optional.ce_omstenant,
  }),
  TermHeaders: headers(always, { ce_time: chain.ce_time, ce_dataschema: optional.ce_dataschema }),
};
