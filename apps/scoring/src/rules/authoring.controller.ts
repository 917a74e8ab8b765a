import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { catalogue } from '@paymo/features';
import { Database, Needs } from '@paymo/platform';
import { compileExpression, type ExpressionFault, type RuleWord, ruleWords } from '@paymo/rules';
import { loadVocabulary } from './load-rules.js';

/** Unlike in a rule it may be empty, as it is when somebody begins. */
const checkQuery = z.strictObject({ expression: z.string().max(2000) });

/** Helps people to write rules; nothing is kept of it. */
@ApiTags('rules')
@Controller('admin')
export class AuthoringController {
  constructor(private readonly database: Database) {}

  @Needs('rules.read')
  @Get('rule-words')
  @ApiOperation({
    summary: 'List the words that rules may use: facts, features, lists, functions, operators',
  })
  async words(): Promise<{ items: RuleWord[]; lists: readonly string[] }> {
    const { lists } = await loadVocabulary(this.database);
    const features = catalogue.map(({ name, meaning, unit, window }): RuleWord => {
      const over = window === 'none' ? '' : `, ${window === 'all time' ? window : `last ${window}`}`;
      return { name: `features.${name}`, type: 'number', meaning: `${meaning}${over} (${unit})` };
    });
    return { items: [...ruleWords, ...features], lists: lists.names };
  }

  @Needs('rules.read')
  @Get('rule-checks')
  @ApiOperation({ summary: 'Say what is wrong with an expression, and where' })
  async check(
    @Query({ schema: checkQuery }) { expression }: z.infer<typeof checkQuery>,
  ): Promise<{ faults: readonly ExpressionFault[] }> {
    const compiled = compileExpression(expression, await loadVocabulary(this.database));
    return { faults: compiled.ok ? [] : compiled.faults };
  }
}
