import { Command } from 'commander';
import { helpHint, note, run } from './console.js';

const version = '0.1.0';

/**
 * The command line. Each command loads what it needs when it runs, so that the short ones start at
 * once.
 */
export const program = (): Command => {
  const oms = new Command('oms')
    .description('Throughline: orders by their OMS number, from a log that proves itself.')
    .version(version)
    .exitOverride(({ code, exitCode }) => {
      if (exitCode === 0) process.exit(0);
      if (code === 'commander.help') note('oms: a command is missing');
      process.exit(2);
    });
  addService(oms);
  addData(oms);
  addCopies(oms);
  addOperation(oms);
  addAttention(oms);
  addDecisions(oms);
  addNumber(oms);
  hint(oms);
  return oms;
};

/**
 * Whatever is mistyped points to the help of the command that it was typed for; the reason is the
 * last line.
 */
const hint = (command: Command): void => {
  command.configureOutput({
    outputError: (text) => {
      note(helpHint(command));
      note(text.trimEnd().replaceAll('\n', ' '));
    },
  });
  for (const each of command.commands) hint(each);
};

const addService = (oms: Command): void => {
  oms
    .command('demo')
    .description('start everything in one process, feed it, verify it, and go on serving')
    .option('--orders <n>', 'how many orders the built-in channels place', '5000')
    .option('--seed <n>', 'of the built-in channels', '1')
    .option('--input <source>', 'olist:DIR, online-retail:FILE or generated:N instead')
    .option('--data <dir>', 'keep the data here (default: a temporary folder)')
    .option('--port <n>', 'of the HTTP API (default: 3000, or the next free one)')
    .option('--exit', 'end after the report instead of serving')
    .option('--json', 'the report as one JSON document')
    .action(
      run(async (options: DemoOptions) => (await import('./commands/demo.js')).demo(options)),
    );
  oms
    .command('serve')
    .description('start everything in one process and serve it')
    .option('--data <dir>', 'keep the data here (default: a temporary folder)')
    .option(
      '--brokers <list>',
      'instead: on Kafka, host:port,… (with --redis; default: KAFKA_BROKERS); several copies ' +
        'share the work, and OMS_ROLES says what this one does (default: everything)',
    )
    .option('--redis <url>', 'redis://host:port, with --brokers (default: REDIS_URL)')
    .option('--port <n>', 'of the HTTP API (default: 3000; of a data directory, or the next free)')
    .option(
      '--host <address>',
      'to listen on; other than loopback needs OMS_API_TOKEN ' +
        '(default: OMS_HOST, else 127.0.0.1)',
    )
    .action(
      run(async (options: ServeOptions) => (await import('./commands/serve.js')).serve(options)),
    );
};

interface ServeOptions {
  readonly data?: string;
  readonly brokers?: string;
  readonly redis?: string;
  readonly port?: string;
  readonly host?: string;
}
interface DemoOptions {
  readonly orders: string;
  readonly seed: string;
  readonly input?: string;
  readonly data?: string;
  readonly port?: string;
  readonly exit?: boolean;
  readonly json?: boolean;
}

const addData = (oms: Command): void => {
  oms
    .command('import')
    .description('read a source and wait until all has settled; may be run again at any time')
    .argument('<source>', 'olist:DIR, online-retail:FILE or generated:N')
    .option('--data <dir>', 'into this data directory')
    .option('--api <url>', 'into a running service (its address without /v1)')
    .option('--brokers <list>', 'into an installation on Kafka: host:port,… (with --redis)')
    .option('--redis <url>', 'redis://host:port, with --brokers')
    .option(
      '--stock-factor <f>',
      'share of the ordered units that arrive; below 1 leaves shortages',
      '1',
    )
    .option('--tenant <t>', 'whose orders these are', 'default')
    .option('--seed <n>', 'of generated:N', '1')
    .option('--rejected <file>', 'writes the rows that were refused there, and why, as NDJSON')
    .option('--json', 'the result as one JSON document')
    .action(
      run(async (source: string, options) =>
        (await import('./commands/import.js')).importSource(source, options),
      ),
    );
  oms
    .command('export')
    .description('print orders, stock or timeline as NDJSON')
    .argument('<what>', 'orders, stock or timeline')
    .option('--data <dir>', 'from this data directory')
    .option('--api <url>', 'from a running service (its address without /v1)')
    .option('--brokers <list>', 'from an installation on Kafka: host:port,… (with --redis)')
    .option('--redis <url>', 'redis://host:port, with --brokers')
    .option('--tenant <t>', 'of this tenant alone')
    .option('--personal', 'orders with customer, addresses and notes')
    .option('--json', 'as it is anyway')
    .action(
      run(async (what: string, options) =>
        (await import('./commands/export.js')).exportRows(what, options),
      ),
    );
  oms
    .command('verify')
    .description(
      'prove logs, invariants and views from the logs alone; exit code 1 if anything is off, ' +
        '3 if not everything could be proved yet',
    )
    .option('--data <dir>', 'this data directory')
    .option('--brokers <list>', 'an installation on Kafka: host:port,… (with --redis)')
    .option('--redis <url>', 'redis://host:port, with --brokers')
    .option('--json', 'as one JSON document')
    .action(run(async (options) => (await import('./commands/verify.js')).verifyCommand(options)));
};

const addCopies = (oms: Command): void => {
  oms
    .command('backup')
    .description('copy the logs of an installation, whoever works on it, into a new folder')
    .argument('<dir>', 'the folder to make')
    .option('--data <dir>', 'of this data directory')
    .option('--brokers <list>', 'of an installation on Kafka: host:port,…')
    .option('--json', 'the result as one JSON document')
    .action(
      run(async (into: string, options) =>
        (await import('./commands/backup.js')).backup(into, options),
      ),
    );
  oms
    .command('restore')
    .description('make an installation of a backup, after comparing it with its digests')
    .argument('<dir>', 'the folder that `oms backup` has made')
    .option('--data <dir>', 'the data directory to make')
    .option('--brokers <list>', 'a Kafka without this installation: host:port,… (with --redis)')
    .option('--redis <url>', 'redis://host:port without its views, with --brokers')
    .option('--beside', 'a copy to try things with, while the original works')
    .option('--json', 'the result as one JSON document')
    .action(
      run(async (from: string, options) =>
        (await import('./commands/restore.js')).restoreBackup(from, options),
      ),
    );
};

const addOperation = (oms: Command): void => {
  oms
    .command('rebuild')
    .description('build a projection anew beside the old one, then flip')
    .argument('<projection>', 'order, timeline, stock or shipment')
    .option('--data <dir>', 'in this data directory, on which nothing works now')
    .option('--api <url>', 'by the process that runs everything (its address without /v1)')
    .option('--brokers <list>', 'in an installation on Kafka: host:port,… (with --redis)')
    .option('--redis <url>', 'redis://host:port, with --brokers')
    .option('--back', 'back to what answered before the last rebuild; it is kept for a day')
    .option('--json', 'the result as one JSON document')
    .action(
      run(async (projection: string, options) =>
        (await import('./commands/rebuild.js')).rebuildView(projection, options),
      ),
    );
  oms
    .command('status')
    .description('lag, terms, halted partitions and rejected records')
    .option('--data <dir>', 'of this data directory')
    .option('--api <url>', 'of a running service (its address without /v1)')
    .option('--brokers <list>', 'of an installation on Kafka: host:port,… (with --redis)')
    .option('--redis <url>', 'redis://host:port, with --brokers')
    .option('--json', 'as one JSON document')
    .action(run(async (options) => (await import('./commands/operate.js')).status(options)));
};

const addAttention = (oms: Command): void => {
  oms
    .command('attention')
    .description('what people must look at, oldest first, until it is dealt with')
    .requiredOption('--api <url>', 'of a running service (its address without /v1)')
    .option('--tenant <t>', 'whose', 'default')
    .option(
      '--kind <kind>',
      'exception, early-facts, waiting-facts, shortfall, uncounted, ' +
        'conflict or rejected alone',
    )
    .option('--json', 'NDJSON, a line each')
    .action(run(async (options) => (await import('./commands/attention.js')).attention(options)));
};

const singleProcess =
  'of the process that runs everything (its address without /v1); on Kafka the ' +
  'answer names the call to make';

/** Where an operator decides: the workers live in the process that serves. */
const addDecisions = (oms: Command): void => {
  oms
    .command('resume')
    .description('let a halted partition go on after its reason was mended (a restart does too)')
    .argument('<service>', 'as `oms status` names it')
    .argument('<partition>', 'as `oms status` names it')
    .requiredOption('--api <url>', singleProcess)
    .option(
      '--accept-clock',
      'answer messages at times that are ahead of the clock: the clock of ' +
        'their log was wrong, and is mended',
    )
    .option('--json', 'the result as one JSON document')
    .action(
      run(async (service: string, partition: string, options) =>
        (await import('./commands/operate.js')).resume(service, partition, options),
      ),
    );
  oms
    .command('quarantine')
    .description('answer the message that a partition halts at as rejected, and go on')
    .argument('<service>', 'as `oms status` names it')
    .argument('<partition>', 'as `oms status` names it')
    .argument('<offset>', 'that `oms status` names: of the inbox, or of the source')
    .option(
      '--source <name>',
      'the service or channel topic that is read, where that is what halts',
    )
    .requiredOption('--api <url>', singleProcess)
    .option('--json', 'the result as one JSON document')
    .action(
      run(async (service: string, partition: string, offset: string, options) =>
        (await import('./commands/operate.js')).quarantine(service, partition, offset, options),
      ),
    );
};

const addNumber = (oms: Command): void => {
  const number = oms.command('number').description('issue and check OMS numbers');
  number
    .command('issue')
    .description("the number of a channel's order: the same one, whoever asks")
    .requiredOption('--tenant <t>', 'tenant')
    .requiredOption('--channel <c>', 'channel')
    .requiredOption('--ref <r>', "the channel's reference")
    .option('--placed-at <time>', 'when it was placed; chooses among the keys of OMS_NUMBER_KEYS')
    .option('--data <dir>', 'whose key to use (else OMS_NUMBER_KEY, else your own data folder)')
    .option('--json', 'as one JSON document')
    .action(run(async (options) => (await import('./commands/number.js')).issue(options)));
  number
    .command('check')
    .description('check numbers, also from standard input; exit code 1 if any is wrong')
    .argument('[numbers...]', 'as people write them')
    .option('--json', 'one JSON document a line')
    .action(
      run(async (numbers: string[], options) =>
        (await import('./commands/number.js')).check(numbers, options),
      ),
    );
};
