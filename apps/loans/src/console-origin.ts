import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { type LoansSettings, SETTINGS } from './settings.js';

const preflightSeconds = 600;

/** Lets pages of the staff's console call this service from browsers; tokens decide what they may do. */
@Injectable()
export class ConsoleOrigin implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
  ) {}

  onModuleInit(): void {
    const { CONSOLE_ORIGIN: origin } = this.settings;
    if (origin === undefined) return;
    this.host.httpAdapter.enableCors({
      origin: new URL(origin).origin,
      methods: ['GET', 'POST'],
      allowedHeaders: ['authorization', 'content-type', 'idempotency-key'],
      maxAge: preflightSeconds,
    });
  }
}
