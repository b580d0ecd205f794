import { appNames, isService, usualPortOf } from '#services';
import type { AppName, ServiceName } from '#services';
import { SettingsRefused } from './settings-refused.js';

/** What one process is: some of the apps. */
export type Roles = readonly AppName[];

/** What a process with these roles is called: by its role, or `oms` where it has several. */
export const nameOf = (roles: Roles): string => {
  const [role = 'oms', ...more] = roles;
  return more.length === 0 ? role : 'oms';
};

export const servicesOf = (roles: Roles): readonly ServiceName[] => roles.filter(isService);

/** Where it listens if nothing else is said. */
export const usualPort = (roles: Roles): number => {
  const [first = 'api'] = roles;
  return usualPortOf(roles.includes('api') ? 'api' : first);
};

const form = `some of ${appNames.join(',')}, each once`;

/** `OMS_ROLES`, in the register's order; where it is not set, all. Throws `SettingsRefused`. */
export const rolesIn = ({ OMS_ROLES: text = '' }: NodeJS.ProcessEnv): Roles => {
  if (text.trim() === '') return appNames;
  const asked = text.split(',').map((each) => each.trim());
  const roles = appNames.filter((each) => asked.includes(each));
  if (roles.length === asked.length) return roles;
  throw new SettingsRefused([`OMS_ROLES is '${text}': expected ${form}`]);
};
