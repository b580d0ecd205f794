import type { FastifyInstance } from 'fastify';

interface Route {
  readonly method: string;
  readonly parts: readonly string[];
}

/** One process may serve several APIs; all of them have the same routes. */
const routes = new Map<string, Route>();

/** Remembers every route that is added from now on, so that a wrong method can be told. */
export const rememberRoutes = (server: FastifyInstance): void => {
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      routes.set(`${each} ${url}`, { method: each, parts: url.split('/') });
    }
  });
};

const answers = ({ parts }: Route, path: readonly string[]): boolean =>
  parts.length === path.length &&
  parts.every((part, at) => (part.startsWith(':') ? path[at] !== '' : part === path[at]));

/** The methods that this path takes; none where it is no path of ours. */
export const methodsAt = (path: string): readonly string[] => {
  const parts = path.split('/');
  const methods = [...routes.values()]
    .filter((route) => !route.parts.includes('*') && answers(route, parts))
    .map(({ method }) => method);
  return [...new Set(methods)].toSorted();
};
