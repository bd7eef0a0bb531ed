// What Vite adds to imports, and nothing else.
declare module '*.css';
declare module '*.wav?url&no-inline' {
  const address: string;
  export default address;
}
