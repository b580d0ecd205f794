export type { GiftCommand } from './commands.js';
export { gift } from './decide.js';
export type { GiftEvent } from './events.js';
export { giftReactions } from './react.js';
export type { GiftState } from './state.js';
export { giftProjections } from './views.js';
