import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { inProject } from '../project.js';

const inferences = 20_000;

const bodySchema = z.strictObject({
  payer: z.uuid(),
  payee: z.uuid(),
  amount: z.int().positive(),
  currency: z.literal('GBP'),
  reference: z.string().max(140),
});

@Controller()
class ParsingController {
  @Post('payments')
  parse(@Body() body: unknown): { amount: number } {
    const { amount } = bodySchema.parse(body);
    return { amount };
  }
}

@Module({ controllers: [ParsingController] })
class YardstickModule {}

process.send?.({ onnxRowUs: await onnxRowUs(), port: await listen() });

/** CPU-microseconds of an inference of one row by the tree that comes with the project. */
async function onnxRowUs(): Promise<number> {
  const session = await InferenceSession.create(inProject('models', 'fraud', '1', 'model.onnx'), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const row = new Tensor('float32', new Float32Array(15), [1, 15]);
  const infer = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await session.run({ features: row }, ['probabilities']);
  };
  await infer(inferences / 4);
  const before = process.cpuUsage();
  await infer(inferences);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / inferences;
}

async function listen(): Promise<number> {
  const app = await NestFactory.create<NestFastifyApplication>(YardstickModule, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return Number(new URL(await app.getUrl()).port);
}
