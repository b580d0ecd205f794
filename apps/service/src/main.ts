import { runNamed } from '#nest';

// `node main.js orders`: any service of the register, or projections, which are the views of all.
// Ports: Kafka, Redis and local states by the environment (docs/operations.md).
await runNamed(process.argv[2]);
