import { invariant } from '#kernel';
import type { Message } from '#kernel';
import { eventsTopic, inboxTopic } from '#runtime';
import { channelTopic } from './channel-map.js';
import type { ServiceModule } from './module.js';
import { inventoryModule } from './modules/inventory.js';
import { ordersModule } from './modules/orders.js';
import { shippingModule } from './modules/shipping.js';

/** The register of services: whatever speaks of all of them reads it here. */
export const serviceModules = [ordersModule, inventoryModule, shippingModule] as const;

type Registered = (typeof serviceModules)[number];
export type ServiceName = Registered['name'];

/** Messages of each service's inbox. */
export type Commands = {
  readonly [M in Registered as M['name']]: M extends ServiceModule<string, infer C> ? C : never;
};

export const serviceNames: readonly ServiceName[] = serviceModules.map(({ name }) => name);

export const isService = (name: string | undefined): name is ServiceName =>
  serviceNames.some((each) => each === name);

/** Every topic of an installation. */
export const everyTopic: readonly string[] = [
  channelTopic,
  ...serviceNames.flatMap((name) => [inboxTopic(name), eventsTopic(name)]),
];

/** Any service of the register, whatever its messages. */
export type AnyService = ServiceModule<ServiceName, Message>;

export const moduleNamed = (name: ServiceName): AnyService => {
  const found = serviceModules.find((each) => each.name === name);
  invariant(found !== undefined, () => `no service ${name}`);
  return found;
};

/** Something of each service, by its name. */
export const ofEach = <V>(make: (module: AnyService) => V): Readonly<Record<ServiceName, V>> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the register has every name
  Object.fromEntries(serviceModules.map((each) => [each.name, make(each)])) as Record<
    ServiceName,
    V
  >;
