package org.terzetto.scheduler;

import org.terzetto.ExceptionGroup;

/**
 * Fails before anything has changed if the calling task's stack is all but full.
 *
 * <p>A {@link StackOverflowError} may strike at any call, and half of a change to the tree of
 * scopes is worse than none. So whatever changes the state of a run asks for room first, and then
 * stays within it. A method that needs a large frame is how one asks: the interpreter and both JIT
 * compilers touch the end of it on entry. That takes 5 ns, where a recursion of small frames would
 * take 200.
 */
final class StackRoom {
  /** Of 8 KiB each. A compiler may make one of two, and leaves the last to a call. */
  private static final int FRAMES = 3;

  /**
   * Needed where the stack may be full, and loading a class takes more of it than is asked for
   * here. For the same reason there are neither lambdas nor concatenations in such places: the JVM
   * links them when they are first used.
   */
  @SuppressWarnings("unused")
  private static final Class<?>[] LOADED_EARLY = {
    ExceptionGroup.class, Throwing.class, Withdrawal.class
  };

  private StackRoom() {}

  /**
   * Makes sure of 8 KiB at least: room for 60 frames and more.
   *
   * @throws StackOverflowError if there is less
   */
  static void require() {
    touch(FRAMES);
  }

  /** Calls itself, because a compiler touches the end of a frame only if it calls from there. */
  @SuppressWarnings({"MultiVariableDeclaration", "UnusedVariable"}) // they are the frame
  private static int touch(int more) {
    long aa0, aa1, aa2, aa3, aa4, aa5, aa6, aa7, aa8, aa9, aaa, aab, aac, aad, aae, aaf;
    long ab0, ab1, ab2, ab3, ab4, ab5, ab6, ab7, ab8, ab9, aba, abb, abc, abd, abe, abf;
    long ac0, ac1, ac2, ac3, ac4, ac5, ac6, ac7, ac8, ac9, aca, acb, acc, acd, ace, acf;
    long ad0, ad1, ad2, ad3, ad4, ad5, ad6, ad7, ad8, ad9, ada, adb, adc, add, ade, adf;
    long ae0, ae1, ae2, ae3, ae4, ae5, ae6, ae7, ae8, ae9, aea, aeb, aec, aed, aee, aef;
    long af0, af1, af2, af3, af4, af5, af6, af7, af8, af9, afa, afb, afc, afd, afe, aff;
    long ag0, ag1, ag2, ag3, ag4, ag5, ag6, ag7, ag8, ag9, aga, agb, agc, agd, age, agf;
    long ah0, ah1, ah2, ah3, ah4, ah5, ah6, ah7, ah8, ah9, aha, ahb, ahc, ahd, ahe, ahf;
    long ai0, ai1, ai2, ai3, ai4, ai5, ai6, ai7, ai8, ai9, aia, aib, aic, aid, aie, aif;
    long aj0, aj1, aj2, aj3, aj4, aj5, aj6, aj7, aj8, aj9, aja, ajb, ajc, ajd, aje, ajf;
    long ak0, ak1, ak2, ak3, ak4, ak5, ak6, ak7, ak8, ak9, aka, akb, akc, akd, ake, akf;
    long al0, al1, al2, al3, al4, al5, al6, al7, al8, al9, ala, alb, alc, ald, ale, alf;
    long am0, am1, am2, am3, am4, am5, am6, am7, am8, am9, ama, amb, amc, amd, ame, amf;
    long an0, an1, an2, an3, an4, an5, an6, an7, an8, an9, ana, anb, anc, and, ane, anf;
    long ao0, ao1, ao2, ao3, ao4, ao5, ao6, ao7, ao8, ao9, aoa, aob, aoc, aod, aoe, aof;
    long ap0, ap1, ap2, ap3, ap4, ap5, ap6, ap7, ap8, ap9, apa, apb, apc, apd, ape, apf;
    long aq0, aq1, aq2, aq3, aq4, aq5, aq6, aq7, aq8, aq9, aqa, aqb, aqc, aqd, aqe, aqf;
    long ar0, ar1, ar2, ar3, ar4, ar5, ar6, ar7, ar8, ar9, ara, arb, arc, ard, are, arf;
    long as0, as1, as2, as3, as4, as5, as6, as7, as8, as9, asa, asb, asc, asd, ase, asf;
    long at0, at1, at2, at3, at4, at5, at6, at7, at8, at9, ata, atb, atc, atd, ate, atf;
    long au0, au1, au2, au3, au4, au5, au6, au7, au8, au9, aua, aub, auc, aud, aue, auf;
    long av0, av1, av2, av3, av4, av5, av6, av7, av8, av9, ava, avb, avc, avd, ave, avf;
    long aw0, aw1, aw2, aw3, aw4, aw5, aw6, aw7, aw8, aw9, awa, awb, awc, awd, awe, awf;
    long ax0, ax1, ax2, ax3, ax4, ax5, ax6, ax7, ax8, ax9, axa, axb, axc, axd, axe, axf;
    long ay0, ay1, ay2, ay3, ay4, ay5, ay6, ay7, ay8, ay9, aya, ayb, ayc, ayd, aye, ayf;
    long az0, az1, az2, az3, az4, az5, az6, az7, az8, az9, aza, azb, azc, azd, aze, azf;
    long ba0, ba1, ba2, ba3, ba4, ba5, ba6, ba7, ba8, ba9, baa, bab, bac, bad, bae, baf;
    long bb0, bb1, bb2, bb3, bb4, bb5, bb6, bb7, bb8, bb9, bba, bbb, bbc, bbd, bbe, bbf;
    long bc0, bc1, bc2, bc3, bc4, bc5, bc6, bc7, bc8, bc9, bca, bcb, bcc, bcd, bce, bcf;
    long bd0, bd1, bd2, bd3, bd4, bd5, bd6, bd7, bd8, bd9, bda, bdb, bdc, bdd, bde, bdf;
    long be0, be1, be2, be3, be4, be5, be6, be7, be8, be9, bea, beb, bec, bed, bee, bef;
    long bf0, bf1, bf2, bf3, bf4, bf5, bf6, bf7, bf8, bf9, bfa, bfb, bfc, bfd, bfe, bff;
    return more == 1 ? 0 : touch(more - 1) + 1;
  }
}
