import { StoreUnavailable } from './projections.js';

/**
 * What a store will never take, or never give, whoever asks again: work on its partition halts and
 * names it. For whoever only reads it is as good as away.
 */
export class StoreRefused extends StoreUnavailable {
  override readonly name = 'StoreRefused';
}
