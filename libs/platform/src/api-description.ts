import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Serves the OpenAPI description at /openapi.json and a page to read and try it at /docs. */
export function describeApi(app: NestFastifyApplication, title: string): void {
  const config = new DocumentBuilder().setTitle(title).setOpenAPIVersion('3.1.0').setVersion('1').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: 'openapi.json',
  });
}
