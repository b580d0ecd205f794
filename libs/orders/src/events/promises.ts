export type PromiseMade = {
  readonly type: 'promise.made';
  readonly data: { readonly promise: string };
};

export type PromiseAtRisk = {
  readonly type: 'promise.at-risk';
  readonly data: Record<string, never>;
};

export type PromiseMissed = {
  readonly type: 'promise.missed';
  readonly data: Record<string, never>;
};
