/** Books come from an export: what it cannot show yet, it says. */
import { folder, oms, serve } from '../../acceptance/oms-process.js';

jest.setTimeout(300_000);

const orders = 2_000;

test('an export after a kill shows all that was acknowledged, or says so', async () => {
  const data = folder();
  const served = await serve(data);
  const rows = Array.from({ length: orders }, (_, at) =>
    JSON.stringify({
      channel: 'web',
      channelRef: `R-${at}`,
      currency: 'EUR',
      lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '9.90' }],
    }),
  ).join('\n');
  const response = await fetch(`${served.address}/v1/orders/bulk`, {
    method: 'POST',
    body: rows,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const acknowledged = (await response.text()).trim().split('\n').length;
  await served.kill('SIGKILL');
  const shown = await oms(['export', 'orders', '--data', data]);
  const whole = shown.stdout.trim().split('\n').length === acknowledged;
  expect(acknowledged).toBe(orders);
  expect(whole || shown.stderr.includes('messages are still on their way')).toBe(true);
});
