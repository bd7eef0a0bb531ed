// What this room gives: players that can be paused, and that go on afterwards. PURE: types only.

export interface PausedPlayers {
  /** Names for the log: "spotify", "Music". Empty: nothing was playing. */
  readonly names: readonly string[];
  /** Only those that were paused for us and still are: what a person stopped or started meanwhile stays as it is. */
  resume(): Promise<void>;
}

export interface MediaPlayers {
  /** Pauses what plays now. Never throws for a player that does not answer. */
  pausePlaying(): Promise<PausedPlayers>;
}
