import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  explainResponse,
  type FraudModel,
  inferResponse,
  type InferResponse,
  modelMetadata,
  type ModelMetadata,
  parseInferRequest,
} from '@paymo/inference';
import { Needs, PaymoError, Public, Readiness } from '@paymo/platform';
import { modelsOf } from '../serving/bundle.js';
import { ServingService } from '../serving/serving.service.js';
import { InferenceTurns } from './inference-turns.js';

/** Of 100 trees each takes 2 to 3 ms: as long as a batch of decisions may have to wait for one of them. */
const scoredRowsAtOnce = 256;
const explainedRowsAtOnce = 32;
/** Writing the answer of so many rows takes some 15 ms in which nothing else runs. */
const explainedRowsMax = 256;

const part = z.string().regex(/^[\w.-]{1,64}$/);
const placeSchema = z.object({ name: part, version: part.optional() });
type Place = z.infer<typeof placeSchema>;

const modelPaths = ['models/:name', 'models/:name/versions/:version'];
const pathsTo = (action: string): string[] => modelPaths.map((path) => `${path}/${action}`);

/** The Open Inference Protocol, version 2, for the models that have a role in this instance. */
@ApiTags('open inference')
@Controller('v2')
export class OpenInferenceController {
  constructor(
    private readonly serving: ServingService,
    private readonly readiness: Readiness,
    private readonly turns: InferenceTurns,
  ) {}

  @Public()
  @Get()
  @ApiOperation({ summary: 'Describe the server' })
  server(): { name: string; version: string; extensions: string[] } {
    return { name: 'paymo-scoring', version: '2', extensions: ['explain'] };
  }

  @Public()
  @Get('health/live')
  @ApiOperation({ summary: 'Say that the server runs' })
  live(): { live: true } {
    return { live: true };
  }

  @Public()
  @Get('health/ready')
  @ApiOperation({ summary: 'Say whether the server and a champion can answer' })
  async ready(): Promise<{ ready: true }> {
    const faults = await this.readiness.faults();
    if (this.serving.current.champion === undefined) faults.push('there is no champion; promote a model');
    if (faults.length > 0) throw new PaymoError('service.unavailable', faults.join('; '));
    return { ready: true };
  }

  @Needs('models.read')
  @Get(modelPaths)
  @ApiOperation({ summary: 'Describe a model: its inputs in order, its output, its versions' })
  metadata(@Param({ schema: placeSchema }) place: Place): ModelMetadata {
    const { manifest } = this.modelAt(place);
    const versions = modelsOf(this.serving.current)
      .filter((model) => model.manifest.name === place.name)
      .map((model) => model.manifest.version);
    return modelMetadata(place.name, manifest.inputs, versions);
  }

  @Needs('models.read')
  @Get(pathsTo('ready'))
  @ApiOperation({ summary: 'Say whether a model answers' })
  modelReady(@Param({ schema: placeSchema }) place: Place): { name: string; ready: true } {
    return { name: this.modelAt(place).manifest.name, ready: true };
  }

  @Needs('models.infer')
  @Post(pathsTo('infer'))
  @HttpCode(200)
  @ApiOperation({ summary: 'Score rows: probability of fraud, one for each' })
  async infer(@Param({ schema: placeSchema }) place: Place, @Body() body: unknown): Promise<InferResponse> {
    const model = this.modelAt(place);
    const { id, rows } = requestOf(model, body);
    const scores = await this.turns.run(rows, scoredRowsAtOnce, (slice) => model.scoreRows(slice));
    return inferResponse(model.manifest, id, scores);
  }

  @Needs('models.infer')
  @Post(pathsTo('explain'))
  @HttpCode(200)
  @ApiOperation({ summary: 'Score rows and say how far each feature moved each score' })
  async explain(@Param({ schema: placeSchema }) place: Place, @Body() body: unknown): Promise<InferResponse> {
    const model = this.modelAt(place);
    const { explanation } = model;
    if (explanation === null)
      throw new PaymoError('model.not_explained', `${model.id} has no trees that explain its scores.`);
    const { id, rows } = requestOf(model, body);
    if (rows.length > explainedRowsMax)
      throw invalid([
        { pointer: '/inputs/0/shape/0', detail: `must be ${explainedRowsMax} at most for explanations` },
      ]);
    const explained = await this.turns.run(rows, explainedRowsAtOnce, async (slice) => {
      const scores = await model.scoreRows(slice);
      return slice.map((row, index) => ({
        score: scores[index] ?? Number.NaN,
        contributions: Array.from(model.contributionsOf(row)),
      }));
    });
    return explainResponse(model.manifest, id, {
      ...explanation,
      scores: explained.map(({ score }) => score),
      contributions: explained.map(({ contributions }) => contributions),
    });
  }

  /** Without a version the champion, if it has that name. */
  private modelAt({ name, version }: Place): FraudModel {
    const bundle = this.serving.current;
    const candidates = version === undefined ? [bundle.champion] : modelsOf(bundle);
    const found = candidates.find(
      (model) =>
        model?.manifest.name === name && (version ?? model.manifest.version) === model.manifest.version,
    );
    if (found !== undefined) return found;
    const wanted = version === undefined ? `a champion named ${name}` : `${name}/${version} in a role`;
    const served = modelsOf(bundle).map(({ id }) => id);
    const answering =
      served.length === 0 ? 'no model has a role' : `those in a role are ${served.join(', ')}`;
    throw new PaymoError('model.not_found', `There is no ${wanted}; ${answering}.`);
  }
}

function requestOf(
  model: FraudModel,
  body: unknown,
): { id: string | undefined; rows: readonly (readonly number[])[] } {
  const request = parseInferRequest(body, model.manifest.inputs.length);
  if (request.ok) return request;
  throw invalid(request.faults);
}

function invalid(errors: readonly { pointer: string; detail: string }[]): PaymoError {
  const summary = errors.map(({ pointer, detail }) => `${pointer || 'body'}: ${detail}`).join('; ');
  return new PaymoError('request.invalid', summary, { errors });
}
