/** Injection token of the gateway: the only way from this edge to everything behind it. */
export const gatewayToken = Symbol('gateway');
