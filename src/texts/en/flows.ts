/** What is said about flows themselves: the template of a new one, remarks on a draft. */
export const flows = {
  template: {
    hello: 'Hello!',
    name: 'What should we call you?',
    thanks: 'Thank you, {{name}}! We will answer soon.',
  },
  problem: {
    otherId:
      'This must be id: {{id}}, the name by which people and links know the flow. Make a flow with another id as a new one.',
    noId: 'Add a line id: the name of the flow in lower-case latin letters, digits, "-" and "_", up to 40 characters.',
  },
};
