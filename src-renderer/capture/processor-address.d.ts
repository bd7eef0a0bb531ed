// What Vite makes of the audio worklet's address: a script of its own in the build.
declare module '*?worker&url' {
  const address: string;
  export default address;
}
