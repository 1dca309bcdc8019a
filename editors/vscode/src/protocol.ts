// What the server's commands give: the shapes of docs/extenders/lsp.md.

export interface Position { line: number; character: number }
export interface Range { start: Position; end: Position }
export interface Place { uri: string; range: Range }

/** A variable with another value, in the language's own notation. */
export type Given = Record<string, string>;

export interface Change { place: string; label: string; now: string; then: string; value: string }

export interface RunResult extends Place {
  rule: string; kind: string; fires: boolean | null; error: string | null; said: string;
  changes: Change[] | null; criteria?: Range;
}
export interface RunAnswer { loan: string; as_of: string; results: RunResult[] }

export interface Value { label: string; said: string; code: string; value: string }
export interface Point { said: string; state: string; values: Value[]; points: Point[] }
export interface Step extends Place { text: string; looked_at: boolean; value?: string; error?: string; steps: Step[] }
export interface WhyAnswer extends Place {
  loan: string; kind: string; name: string; as_of: string; fires: boolean | null; error: string | null;
  said: string; sentence: string; points: Point[]; changes: Change[] | null; read: Record<string, string>; trace: Step[];
}

export interface MatchAnswer {
  rule?: string; expression?: string; store: string; as_of: string; accounts: number; matches: number; errors: number;
  share: number; columns: string[]; rows: string[][]; more: number;
}

export interface Witness { told: string; set: Given }
export interface Boundary { text: string; range: Range; inside: Witness | null; outside: Witness | null }
export interface Witnesses extends Place {
  rule: string; kind: string; outcome: string; fires: Witness | null; quiet: Witness | null; fails: Witness | null;
  error: string | null; boundaries: Boundary[]; doubts: string[];
}

export interface Example {
  id: string; number: number; label: string; range: Range; passed: boolean; expected: string; actual: string;
  failure: string | null; values: Record<string, string>; as_of: string | null; engines: string[];
}
export interface ExamplesOfRule extends Place { rule: string; examples: Example[] }
export interface ExamplesAnswer { passed: number; examples: number; rules: ExamplesOfRule[] }

export interface Finding {
  code: string; family: string; severity: string; file: string; line: number; column: number; rule: string | null;
  message: string; help: string | null; evidence: string[];
}
export interface Reading { kind: string; name: string; doc: string | null; sentence: string | null; actions: string[]; terms: string[] }
export interface Proof {
  name: string; kind: string; outcome: string; fires: { told: string } | null; does_not_fire: { told: string } | null;
  not_proven: string[];
}
export interface RuleOnPortfolio extends Place {
  rule: string; accounts: number; matches: number; share: number; errors: number; deployed: number | null;
  newly: number; newly_named: string[]; no_longer: number; no_longer_named: string[];
}
export interface Refusal { refused: string; help?: string | null }
export interface Portfolio { store: string; as_of: string; rules: RuleOnPortfolio[] }

export interface ReportAnswer {
  pack: string; version: string; rules: number; notifications: number; scenarios: number; errors: number;
  warnings: number; findings: Finding[]; readings: Reading[]; examples: ExamplesAnswer;
  proofs?: { rules: Proof[]; findings: Finding[]; complete: boolean }; portfolio: Portfolio | Refusal;
}

export interface NightRule {
  accounts: number; fired: number; changed: number; errors: number; charged_off: string; credited: string;
  deployed?: NightRule | null; newly_hit?: number; no_longer_hit?: number;
}
export interface Night { from: string; to: string; how: string[]; against: string | null; accounts: number; rules: Record<string, NightRule> }
export interface DryRunAnswer {
  pack: string; version: string; would_deploy: boolean; errors: Finding[]; warnings: Finding[];
  portfolio: Portfolio | Refusal; night?: Night | Refusal;
}

export interface Sample { name: string; doc: string; standing: string }
export interface SamplesAnswer { samples: Sample[]; as_of: string }
export interface StatusAnswer { packs: { uri: string; name: string | null; rules: number; store: string | null }[]; solver: boolean }

/** Whether there is a refusal in place of an answer. */
export function isRefusal(answer: object): answer is Refusal {
  return 'refused' in answer;
}
