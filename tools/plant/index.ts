export { appNames } from './instance.js';
export type { AppName, Instance } from './instance.js';
export { freePort, startPlant } from './plant.js';
export type { Plant, PlantWanted } from './plant.js';
