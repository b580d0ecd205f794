import fc from 'fast-check';
import { number, placed, posted, stored, withBody, withHeaders } from '../test/messages.js';
import { UnknownContract } from './envelope.js';
import type { EventEnvelope, LogEvent } from './envelope.js';
import { inventoryCodec } from './services/inventory.js';
import { ordersCodec } from './services/orders.js';
import { shippingCodec } from './services/shipping.js';

describe('an event', () => {
  test('is read by another process as it was written', () => {
    expect(ordersCodec.decodeEvent(stored(ordersCodec.encodeEvent(placed)))).toEqual(placed);
  });

  test('carries its place in the chain, its order and its time in headers of its own', () => {
    const { key, headers } = ordersCodec.encodeEvent({
      ...placed,
      source: '2:inbox:4:0:0/2',
      content: 'body:0d8f',
    });
    expect(key).toBe(number);
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: '3:inbox:17:0:0',
      ce_source: '/oms/orders/3',
      ce_type: 'oms.order.placed',
      ce_subject: number,
      ce_time: '2026-01-05T10:00:02.125Z',
      ce_dataschema: 'oms:/schemas/order.placed/1',
      ce_omsnumber: number,
      ce_omstenant: 'acme',
      ce_omsversion: '1',
      ce_omschain: '16',
      ce_omsindex: '0',
      ce_omscount: '1',
      ce_omssource: '2:inbox:4:0:0/2',
      ce_omscommand: 'c-1',
      ce_omslink: `inbox:17:0;body:0d8f;${'0'.repeat(32)}`,
      ce_omsterm: '12',
    });
    expect(Object.keys(headers).slice(-2)).toEqual(['ce_omslink', 'ce_omsterm']);
  });

  test('without key, number or command leaves their headers out', () => {
    const noted: EventEnvelope<LogEvent> = {
      service: 'orders',
      partition: 0,
      key: null,
      tenant: 'acme',
      id: '0:orders.2:3:1:0',
      version: 0,
      at: 0,
      link: {
        term: 0,
        chain: 0,
        input: 'orders.2',
        offset: 3,
        k: 1,
        index: 0,
        count: 1,
        prev: 'ab'.repeat(16),
      },
      event: { type: 'log.unchanged', data: { reason: 'duplicate' } },
    };
    const record = ordersCodec.encodeEvent(noted);
    expect(Object.keys(record.headers)).not.toContain('ce_subject');
    expect(Object.keys(record.headers)).not.toContain('ce_omsnumber');
    expect(Object.keys(record.headers)).not.toContain('ce_omscommand');
    expect(record.headers.ce_omslink).toBe(`orders.2:3:1;;${'ab'.repeat(16)}`);
    expect(ordersCodec.decodeEvent(stored(record))).toEqual(noted);
  });

  test('is not parsed again where its headers are passed on by reference', () => {
    const { key, headers, value } = ordersCodec.encodeEvent(placed);
    expect(ordersCodec.decodeEvent({ key, headers, value, offset: 1, time: 1 })).toBe(placed);
    const read = stored({ key, headers, value });
    expect(ordersCodec.decodeEvent(read)).toBe(ordersCodec.decodeEvent({ ...read, offset: 2 }));
  });

  test('is parsed again where the same headers stand over other bytes', () => {
    const record = ordersCodec.encodeEvent(placed);
    const accepted = { ...placed, event: { type: 'order.accepted', data: {} } };
    const other = { ...record, value: Buffer.from('{}'), offset: 1, time: 1 };
    expect(ordersCodec.decodeEvent(other)).toEqual({
      ...accepted,
      event: { type: 'order.placed', data: {} },
    });
  });

  test.each([
    ['of a type of tomorrow', { ce_type: 'oms.order.teleported' }],
    ['of a version of tomorrow', { ce_dataschema: 'oms:/schemas/order.placed/2' }],
    ['of version 0', { ce_dataschema: 'oms:/schemas/order.placed/0' }],
    ['with the schema of another type', { ce_dataschema: 'oms:/schemas/order.rejected/1' }],
    ['without a schema', { ce_dataschema: undefined }],
    ['of another service', { ce_source: '/oms/shipping/3' }],
    ['without a chain number', { ce_omschain: undefined }],
    ['without a link', { ce_omslink: undefined }],
    ['with a link without a digest', { ce_omslink: 'inbox:17:0;' }],
    ['with a link without a place', { ce_omslink: ';;ab' }],
    ['with a link whose place has two parts', { ce_omslink: 'inbox:17;;ab' }],
    ['with a link whose place has four parts', { ce_omslink: 'inbox:17:0:0;;ab' }],
    ['with a link whose offset is no number', { ce_omslink: 'inbox:x:0;;ab' }],
    ['with a term that is no number', { ce_omsterm: '1e999' }],
    ['with a time that is none', { ce_time: 'yesterday' }],
    ['without a tenant', { ce_omstenant: undefined }],
  ])('%s stops the reader', (_, headers) => {
    const record = withHeaders(stored(ordersCodec.encodeEvent(placed)), headers);
    expect(() => ordersCodec.decodeEvent(record)).toThrow(UnknownContract);
  });

  test.each(['', '{', '[]', 'null'])('with the body %j stops the reader', (body) => {
    const record = withBody(stored(ordersCodec.encodeEvent(placed)), body);
    expect(() => ordersCodec.decodeEvent(record)).toThrow(UnknownContract);
  });

  test.each([
    ['nothing', {}],
    ['a type of ours', { ce_type: 'oms.order.placed' }],
  ])('that somebody else has written, with %s, is one that goes on from nothing', (_, headers) => {
    const garbage = { key: null, headers, value: Buffer.from('{'), offset: 7, time: 0 };
    expect(ordersCodec.decodeEvent(garbage)).toMatchObject({
      link: { term: -2, chain: -2 },
      version: 0,
    });
  });

  test('is written with the same time whatever was read before it', () => {
    const record = ordersCodec.encodeEvent(placed);
    const loose = withHeaders(stored(record), { ce_time: '2026-01-05T10:00:02.125000Z' });
    expect(ordersCodec.decodeEvent(loose)).toEqual(placed);
    expect(ordersCodec.encodeEvent(placed).headers).toEqual(record.headers);
  });

  test('keeps any time to the millisecond', () => {
    const year9999 = 253_402_300_799_999;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: year9999 }), (at) => {
        expect(
          ordersCodec.decodeEvent(stored(ordersCodec.encodeEvent({ ...placed, at }))),
        ).toMatchObject({ at });
      }),
    );
  });
});

describe('a term record', () => {
  test('is given back by itself', () => {
    const record = ordersCodec.encodeTerm('orders', 3, { id: 'f00d', level: 7 }, placed.at);
    expect(record.key).toBeNull();
    expect(record.headers.ce_type).toBe('oms.log.term-opened');
    expect(ordersCodec.decodeEvent(stored(record))).toEqual({
      type: 'log.term-opened',
      data: { id: 'f00d', level: 7 },
    });
  });
});

describe('a message of our own services', () => {
  const source = '2:inbox:4:0:0/2';
  const own = ordersCodec.encodeCommand({
    key: number,
    tenant: 'acme',
    number,
    id: source,
    from: '/oms/orders/0',
    source,
    command: {
      type: 'order.record-stock',
      data: { line: '1', request: 1, reserved: '2', backordered: '0', refused: '0', issued: '0' },
    },
  });

  test('is read as it was written', () => {
    const record = stored(own);
    expect(ordersCodec.decodeCommand(record)).toMatchObject({
      source,
      command: { type: 'order.record-stock', data: { reserved: '2' } },
    });
  });

  test.each([
    ['type', { ce_type: 'oms.order.teleport' }],
    ['version', { ce_dataschema: 'oms:/schemas/order.record-stock/9' }],
  ])('of an unknown %s says that it is the deployment that is wrong', (_, headers) => {
    expect(ordersCodec.decodeCommand(withHeaders(stored(own), headers))).toMatchObject({
      error: { code: 'unknown_contract' },
    });
  });

  test('cannot be pretended with a source of another form', () => {
    const pretended = withHeaders(stored(own), { ce_omssource: 'trust me' });
    expect(ordersCodec.decodeCommand(pretended)).toMatchObject({
      error: { code: 'source_invalid', field: 'ce_omssource' },
    });
  });
});

describe('reading an inbox', () => {
  const codecs = [ordersCodec, inventoryCodec, shippingCodec];
  const template = stored(ordersCodec.encodeCommand(posted));

  test('never throws, whatever the bytes', () => {
    const body = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => Buffer.from(text)),
      fc.constant(null),
    );
    fc.assert(
      fc.property(body, fc.constantFrom(...codecs), (value, codec) => {
        expect(
          codec.decodeCommand({ ...template, headers: { ...template.headers }, value }),
        ).toMatchObject({ error: { code: expect.any(String) } });
      }),
    );
  });

  test('never throws, whatever the headers', () => {
    const names = fc.constantFrom(...Object.keys(template.headers), 'ce_omssource');
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.string()),
        fc.option(fc.string()),
        fc.constantFrom(...codecs),
        (changed, key, codec) => {
          const record = { ...withHeaders(template, changed), key };
          expect(codec.decodeCommand(record)).toBeInstanceOf(Object);
        },
      ),
    );
  });
});

test('every service knows the level of its catalogue', () => {
  const levels = [ordersCodec, inventoryCodec, shippingCodec].map(({ level }) => level);
  expect(levels.every((level) => Number.isInteger(level) && level > 10)).toBe(true);
});
