#!/usr/bin/env node
import { Command } from 'commander';
import { runBounded } from '#embedded';
import type { FlowOptions } from './flow/flow.js';
import { growthCommand } from './growth/command.js';
import { addRecording } from './record/command.js';
import { rushCommand } from './rush/command.js';
import { sideCommand } from './runs/command.js';

const bench = new Command('bench')
  .description('Measures the backend on this machine, with real disks and no mocks.')
  .showHelpAfterError('(bench --help shows all benchmarks)')
  // An option behind a command is that command's, also where both have one of that name.
  .enablePositionalOptions();

bench
  .command('flow')
  .description('orders placed, reserved, shipped, delivered, visible: rate, latency, CPU, memory')
  .option('--orders <n>', 'the throughput part ends after so many orders', '200000')
  .option('--seconds <n>', 'or after so many seconds, whichever comes first', '60')
  .option('--lines <n>', 'lines each order has', '1')
  .option('--window <n>', 'orders open at once in the throughput part', '1500')
  .option('--rate <n>', 'orders a second in the latency part; 0: none (default: half of the rate)')
  .option('--warm-up-seconds <n>', 'at the full rate before anything is measured', '20')
  .option('--latency-seconds <n>', 'how long the latency part lasts', '20')
  .option('--kafka', 'on Kafka and Redis, in one process')
  .option('--services', 'with --kafka: each service in a process of its own')
  .option('--brokers <n>', 'with --kafka: 1 or 3', '1')
  .option('--data <dir>', 'keep the data here (default: a temporary folder)')
  .option('--profile', 'sample the CPU and print the functions with the most time of their own')
  .option('--allocations', 'sample allocations and print the functions that make the most garbage')
  .option('--json', 'the report as one JSON document')
  .action(async (options: FlowOptions) => {
    // The same bound on the heap as `oms serve` has.
    process.exitCode = await runBounded(new URL('./flow/running.js', import.meta.url), options);
  });

bench.addCommand(sideCommand()).addCommand(rushCommand()).addCommand(growthCommand());
addRecording(bench);

await bench.parseAsync();
