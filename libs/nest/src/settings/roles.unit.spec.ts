import { appNames } from '#services';
import { nameOf, rolesIn, servicesOf, usualPort } from './roles.js';

it.each([undefined, '', ' '])('OMS_ROLES %j: a process does everything', (text) => {
  const roles = rolesIn({ OMS_ROLES: text });
  expect(roles).toEqual(appNames);
  expect([nameOf(roles), usualPort(roles)]).toEqual(['oms', 3_000]);
});

it('does what it is told, in the order in which the services begin', () => {
  const roles = rolesIn({ OMS_ROLES: 'projections, inventory,orders' });
  expect(roles).toEqual(['orders', 'inventory', 'projections']);
  expect(servicesOf(roles)).toEqual(['orders', 'inventory']);
  expect([nameOf(roles), usualPort(roles)]).toEqual(['oms', 3_001]);
});

it('is called by its only role, and listens where that does', () => {
  const roles = rolesIn({ OMS_ROLES: 'shipping' });
  expect([nameOf(roles), usualPort(roles)]).toEqual(['shipping', 3_003]);
});

it.each(['billing', 'orders,billing', 'orders,orders', 'orders,', ','])(
  'OMS_ROLES %j is refused with what it takes',
  (text) => {
    expect(() => rolesIn({ OMS_ROLES: text })).toThrow(
      `OMS_ROLES is '${text}': expected some of ${appNames.join(',')}, each once`,
    );
  },
);
