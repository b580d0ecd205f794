import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { documentationOf } from './documented.js';
import type { Documentation } from './documented.js';
import { documentedOperation } from './operation.js';
import { Schemas } from './schemas.js';

const description =
  'Orders in, one number per order, everything that happens to it behind that ' +
  'number. Commands and facts are answered 202 with a token; `?after=token` and `Prefer: wait=N` ' +
  'read what became of them. A field of a body that is null counts as absent; in an edit it ' +
  'takes the field away. Errors are ' +
  'problem documents (RFC 9457) with a stable `code`.';

const methods = ['get', 'post'] as const;

const separator = '.';

const documentationFor = (operationId: string): Documentation => {
  const [controller = '', method = ''] = operationId.split(separator);
  const found = documentationOf(controller, method);
  if (found === undefined) throw new Error(`${operationId} is not documented`);
  return found;
};

/** `OrdersController.place` as clients like to call it: `ordersPlace`. */
const plainId = (operationId: string): string => {
  const [controller = '', method = ''] = operationId.split(separator);
  const name = controller.replace('Controller', '');
  return name[0]?.toLowerCase() + name.slice(1) + method[0]?.toUpperCase() + method.slice(1);
};

/** OpenAPI 3.1: paths from the controllers, the rest from what is documented at each of them. */
export const openApiOf = (
  app: INestApplication,
  server = { url: 'http://127.0.0.1:3000', about: 'the usual address' },
): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Throughline')
    .setDescription(description)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(server.url, server.about)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'OMS_API_TOKEN, where it is set',
    })
    .addTag('orders', 'Placed, found, read, and what is asked of them.')
    .addTag('shipments', 'What nodes and carriers say.')
    .addTag('stock', 'What is where.')
    .addTag('bulk', 'Much at once.')
    .addTag('attention', 'What people must look at.')
    .addTag('rejected', 'Input that was refused or could not be read.')
    .addTag('operations', 'For those who run it.')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller}${separator}${method}`,
  });
  const schemas = new Schemas();
  for (const path of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = path[method];
      if (operation?.operationId === undefined) continue;
      const documentation = documentationFor(operation.operationId);
      const reported = { ...documentation, changes: method === 'post' };
      path[method] = documentedOperation(reported, schemas, plainId(operation.operationId));
    }
  }
  return {
    ...document,
    components: { ...document.components, schemas: schemas.all(), examples: schemas.examples() },
  };
};
