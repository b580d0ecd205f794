import type { LogRecord } from '#ports';

/** As one of our own services of a newer build would post it: it halts, for it must not be lost. */
export const fromNewerBuild: LogRecord = {
  key: 'default/main/A',
  value: Buffer.from('{}'),
  headers: {
    ce_specversion: '1.0',
    ce_id: 'x-1',
    ce_source: '/oms/orders',
    ce_type: 'oms.stock.teleport',
    ce_dataschema: 'urn:oms:stock.teleport:1',
    ce_omstenant: 'default',
    ce_omssource: '0:inbox:1:0:0/0',
    'content-type': 'application/json',
  },
};
