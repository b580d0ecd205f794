import { pino } from 'pino';
import { nestLogger, tellTo } from './journal.js';

const journal = () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { lines, logger: pino({ base: null, timestamp: false }, { write }) };
};

const [info, warn, error, fatal] = [30, 40, 50, 60];

describe('a line of the runtime', () => {
  it('has its level, its text, and what it is about', () => {
    const { lines, logger } = journal();
    tellTo(logger)({ level: 'warn', worker: 'writer orders', partition: 3, text: 'steps down' });
    tellTo(logger)({ level: 'info', worker: 'intake', text: 'begins' });
    tellTo(logger)({ level: 'error', worker: 'view', text: 'halts' });
    expect(lines).toEqual([
      { level: warn, worker: 'writer orders', partition: 3, msg: 'steps down' },
      { level: info, worker: 'intake', msg: 'begins' },
      { level: error, worker: 'view', msg: 'halts' },
    ]);
  });
});

describe('what Nest has to say', () => {
  it('is told with its context; of its course of starting nothing', () => {
    const { lines, logger } = journal();
    const nest = nestLogger(logger);
    nest.log('Nest application successfully started', 'NestApplication');
    nest.warn('a route is there twice', 'RouterExplorer');
    expect(lines).toEqual([
      { level: warn, context: 'RouterExplorer', msg: 'a route is there twice' },
    ]);
  });

  it('of an error is told with its stack, wherever Nest puts it', () => {
    const { lines, logger } = journal();
    const nest = nestLogger(logger);
    nest.error('it failed', 'Error: it failed\n    at here', 'ExceptionsHandler');
    const thrown = new Error('it failed as well');
    nest.error(thrown, 'http');
    nest.fatal?.('the end');
    expect(lines).toEqual([
      {
        level: error,
        context: 'ExceptionsHandler',
        stack: 'Error: it failed\n    at here',
        msg: 'it failed',
      },
      { level: error, context: 'http', msg: thrown.stack },
      { level: fatal, msg: 'the end' },
    ]);
  });

  it('has no context where it names none', () => {
    const { lines, logger } = journal();
    nestLogger(logger).warn('alone');
    nestLogger(logger).warn('odd', { not: 'text' });
    expect(lines).toEqual([
      { level: warn, msg: 'alone' },
      { level: warn, msg: 'odd' },
    ]);
  });
});
