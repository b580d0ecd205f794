export { OnOrderEvents, OnShipmentEvents, OnStockEvents } from './events/on-events.js';
export type { OnEvents } from './events/on-events.js';
export { OrderEventsModule } from './events/order-events.module.js';
export { rolesIn } from './settings/roles.js';
export { runNamed, runRoles } from './run-roles.js';
export { RuntimeStrategy } from './runtime-strategy.js';
export { readSettings } from './settings/settings.js';
export { SettingsRefused } from './settings/settings-refused.js';
