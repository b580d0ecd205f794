import { check } from './checks.mjs';
import { observer } from './settled.mjs';
import { bulkRecordsMax, inboxRecordsMax, must } from './shape.mjs';
import { World } from './world.mjs';
import { Writer } from './writer.mjs';

const stormEnd = 1400;
const quietMoments = 1500;
const restRoundsMax = 4000;
/** Rounds without a record after which nothing more comes. */
const restRounds = 120;

/** One schedule, from its seed alone. Throws a `Violation` where an invariant is broken. */
export function runSchedule(seed, fault) {
  const world = new World(seed, fault);
  const schedule = { world, copies: [], watch: observer(world) };
  storm(schedule);
  calm(schedule);
  quiet(schedule);
  rest(schedule);
  for (const partition of world.partitions) check(world, partition);
  const answers = world.partitions.reduce((sum, { accepted }) => sum + accepted.length, 0);
  return { answers, settled: world.settledCount };
}

/** Each process is a build of its own, and decides unlike the others. */
function start({ world, copies }, process, partition) {
  const work = new Writer(world, process, partition, process.id).tenure();
  copies.push({ process, partition, work });
}

function crash({ copies }, process) {
  for (let at = copies.length - 1; at >= 0; at -= 1) {
    if (copies[at].process === process) copies.splice(at, 1);
  }
  process.shared.clear();
}

function go({ copies }, copy) {
  if (copy.work.next().done) copies.splice(copies.indexOf(copy), 1);
}

function storm(schedule) {
  const { world } = schedule;
  for (world.now = 1; world.now < stormEnd; world.now += 1) {
    world.chatty = world.now < 1000 ? 0.6 : 0.2;
    const luck = world.random();
    stormStep(schedule, luck, world.pick(world.partitions));
  }
}

function stormStep(schedule, luck, partition) {
  const { world, copies, watch } = schedule;
  const { now, late, random, processes } = world;
  if (luck < 0.06 && partition.inbox.length < inboxRecordsMax) partition.inbox.push(now);
  else if (luck < 0.08 && partition.bulk.length < bulkRecordsMax) partition.bulk.push(now);
  else if (luck < 0.1 && late.length > 0) {
    const [append] = late.splice(Math.floor(random() * late.length), 1);
    world.land(append.partition, append.records);
  } else if (luck < 0.105) crash(schedule, world.pick(processes));
  else if (luck < 0.13) {
    const process = world.pick(processes);
    const isThere = copies.some((each) => each.process === process && each.partition === partition);
    if (!isThere) start(schedule, process, partition);
  } else if (luck < 0.2) {
    const { shared } = world.pick(processes);
    if (shared.size > 0) world.pick([...shared.values()]).step();
  } else if (luck < 0.24) watch.next();
  else if (copies.length > 0) go(schedule, world.pick(copies));
}

/** The storm is over: what was under way lands, and one writer of each partition goes on. */
function calm(schedule) {
  const { world } = schedule;
  world.isStorm = false;
  for (const { partition, records } of world.late.splice(0)) world.land(partition, records);
  for (const process of world.processes) crash(schedule, process);
  for (const partition of world.partitions) {
    partition.opensAt = 0;
    start(schedule, world.processes[0], partition);
  }
}

/** A quiet shop: a message now and then, and somebody who asks whether all is settled. */
function quiet(schedule) {
  const { world, watch, copies } = schedule;
  const { random, processes } = world;
  world.chatty = 0.35;
  for (const end = world.now + quietMoments; world.now < end; world.now += 1) {
    const luck = random();
    if (luck < 0.004) world.pick(world.partitions).inbox.push(world.now);
    else if (luck < 0.25) watch.next();
    else if (luck < 0.35) for (const shared of processes[0].shared.values()) shared.step();
    else if (copies.length > 0) go(schedule, world.pick(copies));
  }
}

/** Nothing new comes: the logs come to rest, and their writers stay. */
function rest(schedule) {
  const { world, watch, copies } = schedule;
  world.chatty = 0;
  let restingFor = 0;
  let ends = '';
  for (let round = 0; round < restRoundsMax && restingFor < restRounds; round += 1) {
    world.now += 1;
    for (const copy of copies.slice()) go(schedule, copy);
    for (const shared of world.processes[0].shared.values()) shared.step();
    if (round % 5 === 0) watch.next();
    const now = world.partitions.map(({ log }) => log.length).join();
    restingFor = now === ends ? restingFor + 1 : 0;
    ends = now;
  }
  must(restingFor >= restRounds, 'idle services answer each other for ever');
  must(copies.length === world.partitions.length, 'a lone writer steps down');
}
