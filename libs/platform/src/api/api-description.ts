import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type ContentObject,
  DocumentBuilder,
  type OpenAPIObject,
  type OperationObject,
  type ParameterObject,
  type ResponseObject,
  type SchemasObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { apiVersions, latestVersion, versionHeader } from './api-version.js';
import { formExtension } from './answers.js';
import { addErrorAnswers, operationsOf, problemExamples, problemSchema } from './operation-errors.js';
import { toJsonSchema } from './schema-conversion.js';
import { exampleOf } from './schema-example.js';

/** What a description says of a service beside its routes. */
export interface ApiFacts {
  readonly title: string;
}

/** Serves the OpenAPI description at /openapi.json and a page to read and try it at /docs. */
export function serveDescription(app: NestFastifyApplication, facts: ApiFacts): void {
  SwaggerModule.setup('docs', app, () => describeApi(app, facts), { jsonDocumentUrl: 'openapi.json' });
}

/** The OpenAPI 3.1 description of a service: its routes as the controllers state them, with every error. */
export function describeApi(app: NestFastifyApplication, { title }: ApiFacts): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setOpenAPIVersion('3.1.0')
    .setVersion(latestVersion)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'token')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: toJsonSchema,
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  const schemas: SchemasObject = { ...document.components?.schemas, Problem: problemSchema };
  document.components = {
    ...document.components,
    schemas,
    parameters: { PaymoVersion: versionParameter },
    headers,
  };
  for (const [method, operation] of operationsOf(document)) completeOperation(method, operation, schemas);
  document.components.examples = problemExamples(document);
  return document;
}

const versionParameter: ParameterObject = {
  name: versionHeader,
  in: 'header',
  description: 'The version of the API that you were written for; the newest when absent',
  schema: { type: 'string', enum: apiVersions },
};

const headers = {
  RequestId: {
    description: 'Names this request; tell it when you ask for help',
    required: true,
    schema: { type: 'string' },
  },
  PaymoVersion: {
    description: 'The version that the answer follows',
    required: true,
    schema: { type: 'string', enum: apiVersions },
  },
};

function completeOperation(method: string, operation: OperationObject, schemas: SchemasObject): void {
  addErrorAnswers(method, operation);
  addForms(operation);
  operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/PaymoVersion' }];
  if (operation.requestBody !== undefined && 'content' in operation.requestBody) {
    addExamples(operation.requestBody.content, schemas);
  }
  for (const answer of Object.values(operation.responses)) {
    if (answer !== undefined && !('$ref' in answer)) completeAnswer(answer, schemas);
  }
}

/** Other forms of an answer, which `AlsoAnswersAs` stated, are taken out of the operation's extensions. */
function addForms(operation: OperationObject): void {
  const answer = operation.responses['200'];
  for (const [name, example] of Object.entries<unknown>({ ...operation })) {
    if (!name.startsWith(formExtension)) continue;
    Reflect.deleteProperty(operation, name);
    if (answer === undefined || '$ref' in answer) throw new Error(`${name}: no answer has this form`);
    const mediaType = name.slice(formExtension.length + 1);
    answer.content = { ...answer.content, [mediaType]: { schema: { type: 'string' }, example } };
  }
}

function completeAnswer(answer: ResponseObject, schemas: SchemasObject): void {
  answer.headers = {
    ...answer.headers,
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    [versionHeader]: { $ref: '#/components/headers/PaymoVersion' },
  };
  addExamples(answer.content ?? {}, schemas);
}

function addExamples(content: ContentObject, schemas: SchemasObject): void {
  for (const media of Object.values(content)) {
    if (media.schema !== undefined && media.examples === undefined && media.example === undefined) {
      media.example = exampleOf(media.schema, schemas);
    }
  }
}
