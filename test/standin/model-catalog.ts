// The models that the stand-in offers: the catalogue of the protocol description, in the backend's own fields.
// Pure data; must not know HTTP.
import { createHash } from 'node:crypto';

export interface CatalogModel {
  readonly slug: string;
  readonly display_name: string;
  readonly description: string;
  readonly visibility: 'list' | 'hide' | 'none';
  readonly supported_in_api: boolean;
  readonly priority: number;
  readonly default_reasoning_level: string;
  readonly supported_reasoning_levels: readonly { readonly effort: string; readonly description: string }[];
  readonly support_verbosity: boolean;
  readonly default_verbosity: string;
  readonly context_window: number;
  readonly input_modalities: readonly string[];
  readonly service_tiers: readonly { readonly id: string; readonly name: string; readonly description: string }[];
  readonly use_responses_lite: boolean;
  readonly available_in_plans: readonly string[];
  readonly minimal_client_version: string;
}

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max', 'ultra'];
const PAID_PLANS = ['plus', 'pro', 'prolite', 'team', 'business', 'enterprise', 'edu'];

function model(
  slug: string,
  traits: { visibility?: 'hide'; priority: number; lite: boolean; effort?: string; highest: string; free?: boolean },
): CatalogModel {
  return {
    slug,
    display_name: slug.replace('gpt-', 'GPT-'),
    description: `Stand-in for ${slug}`,
    visibility: traits.visibility ?? 'list',
    supported_in_api: true,
    priority: traits.priority,
    default_reasoning_level: traits.effort ?? 'medium',
    supported_reasoning_levels: EFFORTS.slice(0, EFFORTS.indexOf(traits.highest) + 1).map((effort) => ({
      effort,
      description: `${effort} effort`,
    })),
    support_verbosity: true,
    default_verbosity: 'low',
    context_window: 272_000,
    input_modalities: ['text', 'image'],
    service_tiers: [{ id: 'priority', name: 'Fast', description: 'Faster, uses more of the limit' }],
    use_responses_lite: traits.lite,
    available_in_plans: traits.free === true ? ['free', ...PAID_PLANS] : PAID_PLANS,
    minimal_client_version: '0.1.0',
  };
}

export const MODEL_CATALOG: readonly CatalogModel[] = [
  model('gpt-5.6-sol', { priority: 1, lite: true, effort: 'low', highest: 'ultra' }),
  model('gpt-5.6-terra', { priority: 2, lite: true, highest: 'ultra' }),
  model('gpt-5.6-luna', { priority: 3, lite: true, highest: 'max' }),
  model('gpt-5.5', { priority: 7, lite: false, highest: 'xhigh', free: true }),
  model('gpt-5.4', { visibility: 'hide', priority: 16, lite: false, highest: 'xhigh' }),
  model('gpt-5.4-mini', { visibility: 'hide', priority: 23, lite: false, highest: 'xhigh', free: true }),
  model('gpt-5.2', { priority: 29, lite: false, highest: 'xhigh' }),
];

export function modelsOfPlan(models: readonly CatalogModel[], plan: string): CatalogModel[] {
  return models.filter((entry) => plan !== 'free' || entry.available_in_plans.includes('free'));
}

/** Changes when the list changes. */
export function catalogEtag(models: readonly CatalogModel[]): string {
  return `W/"${createHash('sha256').update(JSON.stringify(models)).digest('hex').slice(0, 16)}"`;
}
