/** What can go wrong with deals and their buttons. */
export const dealErrors = {
  deals: {
    not_found: { title: 'No such deal', text: 'There is no such deal, or it is not yours. Look for it on the board.' },
    trashed: { text: 'This deal is in the trash. Bring it back first.' },
    busy: { text: 'Others are changing this deal right now. Try again in a minute.' },
    conflict: { title: 'Somebody was first', text: 'Somebody else has changed this meanwhile. Reload the page and look.' },
    moved_meanwhile: { title: 'Somebody was first', text: 'Somebody else has moved this deal. The board is up to date now.' },
    amount_of_lines: { text: 'The amount is the sum of products and services. Change those.' },
    bad_amount: { text: 'Write the amount as a number from zero, such as 12500.' },
    needs: { text: 'This stage wants more filled in. Open the deal and fill it in.' },
    no_stage: { text: 'There is no such stage any more. Reload the page.' },
    no_pipeline: { title: 'No such pipeline', text: 'There is no such pipeline any more.' },
    pipeline_unknown: { title: 'No such pipeline', text: 'There is no such pipeline any more.' },
    pipeline_conflict: { title: 'Somebody was first', text: 'Somebody else has changed this pipeline meanwhile. Open it anew.' },
    no_open_stage: { text: 'At least one stage is needed in which deals are in progress.' },
    same_stage_names: { text: 'Two stages have the same name.' },
    stage_in_use: { text: 'There are deals in this stage ({{count}}). Say where they go.' },
    pipeline_in_use: { text: 'There are deals in this pipeline, if only in the trash. Move them to another one first.' },
    default_pipeline: { text: 'This pipeline has to stay: deals made by flows come here.' },
    same_product: { text: '“{{name}}” is in the catalogue already.' },
    too_many_products: { text: 'The catalogue holds {{most}} lines.' },
  },
  buttons: {
    gone: {
      title: 'The button is gone',
      text: 'The deal went to another stage, or somebody else is changing it. Look at it again.',
    },
    conflict: { title: 'Somebody was first', text: 'Somebody else has changed these buttons meanwhile. Open the page anew.' },
    pressed_meanwhile: {
      title: 'Somebody was first',
      text: 'Somebody else has just pressed this button. See what is done already.',
    },
    too_late: { text: 'A press can be taken back within a minute only.' },
    nothing_to_undo: { text: 'There is nothing to take back.' },
  },
};
