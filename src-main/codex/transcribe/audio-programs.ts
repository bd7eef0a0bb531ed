// Which programs may be started for audio that the service doesn't take as it is, and where they are looked for.

export interface AudioPrograms {
  /** Environment of the programs; PATH matters. Default: this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The user's home folder: `rust-silk` is looked for in its build folder there. */
  readonly home?: string | undefined;
  /** Tried in this order; an empty list: nothing is converted. Default ffmpeg, then sox. */
  readonly converters?: readonly ('ffmpeg' | 'sox')[] | undefined;
  readonly silk?: SilkOptions | undefined;
}

export interface SilkOptions {
  /** A decoder named by the user. If it is missing, that is an error and no other is looked for. */
  readonly decoder?: string | undefined;
  /** A decoder named by the environment; the same holds. */
  readonly decoderFromEnv?: string | undefined;
  /** Hz of the decoded audio. Default 24000. */
  readonly sampleRateHz?: number | undefined;
  /** False: SILK goes up as it is, which the service was seen to refuse. */
  readonly decode?: boolean | undefined;
}
