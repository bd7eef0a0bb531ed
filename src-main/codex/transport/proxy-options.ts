// How the way to the service is chosen, as the caller says it. Read at every request: a getter may answer anew.

export interface ProxyOptions {
  /** Named by the user: used for everything that `noProxy` doesn't except. `http:`, `https:`, `socks5:` address. */
  readonly explicit?: string | undefined;
  /** HTTPS_PROXY, for https: addresses that are not on this machine. */
  readonly https?: string | undefined;
  /** HTTP_PROXY, for http: addresses that are not on this machine. */
  readonly http?: string | undefined;
  /** ALL_PROXY, for whatever the two above don't cover. */
  readonly all?: string | undefined;
  /** NO_PROXY: comma-separated hosts, `.suffix`, `*.suffix`, addresses, CIDR ranges, `host:port`, or `*`. */
  readonly noProxy?: string | undefined;
  /** The system's answer for a URL in the PAC notation (`PROXY host:port; DIRECT`), asked when none of the above speaks. */
  readonly resolveProxy?: ((url: string) => Promise<string>) | undefined;
}
