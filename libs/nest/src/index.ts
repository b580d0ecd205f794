export { openEdge } from './edge.js';
export type { Edge } from './edge.js';
export { openInstallation } from './installation.js';
export type { Installation } from './installation.js';
export { runProcess } from './run-process.js';
export { runService } from './run-service.js';
export { readSettings, SettingsRefused } from './settings.js';
export type { Settings } from './settings.js';
export { ViewsModule, WorkersModule } from './work.modules.js';
