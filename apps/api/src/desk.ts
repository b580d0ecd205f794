/** Injection token of the backend's desk: the only way from this edge to everything behind it. */
export const deskToken = Symbol('desk');
