/** The Kafka protocol binding of CloudEvents 1.0, as its conformance scenarios tell it. */
import { openCloudEvent, originOf } from './cloud-event.js';

const record = (headers: Readonly<Record<string, string>>, body: unknown) => ({
  key: null,
  headers,
  value: Buffer.from(JSON.stringify(body)),
  offset: 0,
  time: 0,
});
const data = { message: 'Hello World!' };
const attributes = {
  specversion: '1.0',
  id: '1234-1234-1234',
  type: 'com.example.someevent',
  source: '/mycontext/subcontext',
  time: '2018-04-05T03:56:24Z',
};
const asHeaders = Object.fromEntries(
  Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]),
);

test('binary content mode', () => {
  expect(
    openCloudEvent(record({ ...asHeaders, 'content-type': 'application/json' }, data)),
  ).toMatchObject({ attributes: asHeaders, data });
});

test.each([
  'application/cloudevents+json',
  'application/cloudevents+json; charset=utf-8',
  'Application/CloudEvents+JSON',
])('structured content mode (%s)', (contentType) => {
  const envelope = { ...attributes, datacontenttype: 'application/json', data };
  expect(openCloudEvent(record({ 'content-type': contentType }, envelope))).toMatchObject({
    attributes: asHeaders,
    data,
  });
});

test.each([
  ['no data', {}, 'schema_invalid', 'data'],
  ['data that is no object', { data: 'text' }, 'schema_invalid', 'data'],
  ['data twice', { data, data_base64: 'e30=' }, 'schema_invalid', 'data_base64'],
  ['no base64', { data_base64: 'e30' }, 'schema_invalid', 'data_base64'],
  ['base64 that is no text', { data_base64: 7 }, 'schema_invalid', 'data_base64'],
  ['nothing in base64', { data_base64: '' }, 'empty_body', 'data_base64'],
  ['no JSON in base64', { data_base64: 'eA==' }, 'bad_json', 'data_base64'],
  ['a list in base64', { data_base64: 'W10=' }, 'schema_invalid', 'data_base64'],
  [
    'XML in base64',
    { data_base64: 'e30=', datacontenttype: 'text/xml' },
    'content_type_unsupported',
    'datacontenttype',
  ],
  ['an id that is no text', { data, id: { a: 1 } }, 'not_a_cloud_event', 'ce_id'],
])('structured with %s is refused', (_, change, code, field) => {
  const structured = record(
    { 'content-type': 'application/cloudevents+json' },
    { ...attributes, ...change },
  );
  expect(openCloudEvent(structured)).toMatchObject({ error: { code, field } });
  // Whoever published it finds the answer.
  expect(originOf(structured)).toEqual(
    field === 'ce_id' ? undefined : { id: attributes.id, from: attributes.source },
  );
});

test.each([
  {},
  { datacontenttype: 'Application/JSON; charset=utf-8' },
  { datacontenttype: null, data: null },
])('structured with JSON in base64 (%j)', (more) => {
  const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
  const envelope = { ...attributes, ...more, data_base64: encoded };
  expect(
    openCloudEvent(record({ 'content-type': 'application/cloudevents+json' }, envelope)),
  ).toMatchObject({ attributes: asHeaders, data });
});

test('a member that is null is one that is not there', () => {
  const envelope = { ...attributes, data, data_base64: null };
  expect(
    openCloudEvent(record({ 'content-type': 'application/cloudevents+json' }, envelope)),
  ).toMatchObject({ data });
});

test('an envelope cannot reach the prototype of objects', () => {
  const text = JSON.stringify({ ...attributes, data });
  const opened = openCloudEvent({
    ...record({ 'content-type': 'application/cloudevents+json' }, {}),
    value: Buffer.from(`{"__proto__":{"ce_omstenant":"evil"},${text.slice(1)}`),
  });
  expect('attributes' in opened ? opened.attributes.ce_omstenant : 'refused').toBeUndefined();
});
