import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database, Needs, publicId, publicIdSchema } from '@paymo/platform';
import { type Arm, usualBatchSettings } from '@paymo/recommendation';
import { type RecommendationView, viewOf } from '../serving/recommendation-view.js';
import { RecommendationsService } from '../serving/recommendations.service.js';
import { eligibilityRules, type EligibilityRule } from './eligibility-rules.js';
import {
  type CatalogueRow,
  type ExclusionRow,
  type FactsRow,
  readCatalogue,
  readExclusions,
  readFacts,
} from './inspection-statements.js';

/** A catalogue of more is read by its most listed part. */
const itemsMax = 500;

interface ItemView {
  readonly item: string;
  readonly title: string;
  readonly category: string;
  readonly isCredit: boolean;
  /** In years; 0 for everybody. */
  readonly ageMin: number;
  readonly isWithdrawn: boolean;
  /** Lists of the current generation that held it when that was published. */
  readonly lists: number;
}

interface CustomerView {
  readonly account: string;
  /** Null for one of whom nothing is known, and who has consented to nothing. */
  readonly facts: {
    readonly segment: string;
    readonly hasConsent: boolean;
    readonly isSuppressed: boolean;
    readonly isInArrears: boolean;
    readonly isVulnerable: boolean;
    readonly isAffordable: boolean;
    /** In years; null of whom it is not known. */
    readonly age: number | null;
  } | null;
  readonly source: 'personal' | 'fallback';
  readonly arm: Arm;
  readonly items: RecommendationView[];
  /** What must not be offered at this moment; the item is null for everything. */
  readonly exclusions: {
    readonly item: string | null;
    readonly title: string | null;
    readonly reason: string;
  }[];
}

/** What product owners look at: the catalogue, the rules, and one customer's list with all that is kept from it. */
@ApiTags('eligibility')
@Controller('admin')
export class InspectionController {
  constructor(
    private readonly database: Database,
    private readonly recommendations: RecommendationsService,
  ) {}

  @Needs('recommendations.inspect')
  @Get('recommendation-items')
  @ApiOperation({ summary: 'List the catalogue, with how many lists hold each item' })
  async items(): Promise<{ items: ItemView[] }> {
    const rows = await this.database.query<CatalogueRow>(readCatalogue, [itemsMax]);
    return {
      items: rows.map((row) => ({
        item: row.id,
        title: row.title,
        category: row.category,
        isCredit: row.is_credit,
        ageMin: row.age_from,
        isWithdrawn: row.is_withdrawn,
        lists: Number(row.lists),
      })),
    };
  }

  @Needs('recommendations.inspect')
  @Get('recommendation-rules')
  @ApiOperation({ summary: 'List the rules that keep something from somebody' })
  rules(): { items: readonly EligibilityRule[] } {
    return { items: eligibilityRules };
  }

  @Needs('recommendations.look')
  @Get('recommendation-customers/:accountId')
  @ApiOperation({ summary: "Read one customer's list with its reasons, and what is kept from it and why" })
  async customer(@Param('accountId', { schema: publicIdSchema('acc') }) id: string): Promise<CustomerView> {
    const { coolingOffDays, exposuresMax } = usualBatchSettings;
    const [[facts], exclusions, list] = await Promise.all([
      this.database.query<FactsRow>(readFacts, [id]),
      this.database.query<ExclusionRow>(readExclusions, [id, coolingOffDays, exposuresMax]),
      this.recommendations.read(id, 'home'),
    ]);
    return {
      account: publicId('acc', id),
      facts: facts === undefined ? null : factsView(facts),
      source: list.isStale ? 'fallback' : 'personal',
      arm: list.arm,
      items: list.shown.map(viewOf),
      exclusions: exclusions.map(({ item_id: item, title, reason }) => ({ item, title, reason })),
    };
  }
}

function factsView(row: FactsRow): CustomerView['facts'] {
  return {
    segment: row.segment,
    hasConsent: row.has_consent,
    isSuppressed: row.is_suppressed,
    isInArrears: row.is_in_arrears,
    isVulnerable: row.is_vulnerable,
    isAffordable: row.is_affordable,
    age: row.age,
  };
}
