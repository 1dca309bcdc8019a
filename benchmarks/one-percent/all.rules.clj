;; The demo pack's policy on the days on which an account crosses a line, so that rules fire when something happened and
;; not night after night.

(def charge-off-days 120)
(def small-balance 10M)

(defn in-portfolio? [title]
  (contains? (set portfolio-list) title))

(defrule welcome-call
  "Call a new borrower on the day after the account came on the books."
  :when (and (= loan-status "Open") (= status-loan-age 1))
  :then [(loan/set {:follow-up-date {:base :current-date :plus-days 7}})]
  :once :never-again)

(defrule first-payment-watch
  "Accounts younger than 60 days that become 11 days late go on the watch list."
  :when (and (= loan-status "Open") (< status-loan-age 60) (= status-days-past-due 11))
  :then [(loan/set {:add-portfolios ["Watch"]})])

(defrule reminder-call
  "Call tomorrow when an account that owes more than a usual payment becomes 9 days late."
  :when (and (= loan-status "Open") (= status-days-past-due 9) (> status-amount-due 700M))
  :then [(loan/set {:follow-up-date {:base :current-date :plus-days 1}})]
  :once :while-true)

(defrule early-collections
  "30 days past due and more than $50 owed: early collections."
  :when (and (= loan-status "Open") (= status-days-past-due 30) (> status-amount-due 50M))
  :then [(loan/set {:add-sub-portfolios ["Early"] :follow-up-date {:base :current-date :plus-days 2}})])

(defrule late-collections
  "60 days past due: late collections."
  :when (and (= loan-status "Open") (= status-days-past-due 60))
  :then [(loan/set {:remove-sub-portfolios ["Early"] :add-sub-portfolios ["Late"]})])

(defrule broken-promises
  "Three broken promises on a late account: watch it, and call again in three days."
  :when (and (= loan-status "Open") (> status-days-past-due 80) (>= promises-failed-count 3))
  :then [(loan/set {:add-portfolios ["Watch"] :follow-up-date {:base :current-date :plus-days 3}})])

(defrule drafts-off-after-returns
  "Three payments returned for insufficient funds and 45 days late: stop drafting the bank account."
  :when (and (= loan-status "Open") settings-autopay-enabled (>= payments-nsf-count 3) (>= status-days-past-due 45))
  :then [(loan/set {:autopay-status "suspend"})])

(defrule goodwill-late-fee
  "A borrower never yet 30 days late who is 16 days late gets a late fee of up to $25 forgiven, once in the life of the loan."
  :when (and (= loan-status "Open")
             (zero? status-unique-delinquencies)
             (> status-due-fees 0M)
             (<= status-due-fees 25M)
             (= status-days-past-due 16))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :amount {:base :due-fees :plus 0M} :info "Goodwill: first late fee"})]
  :once :never-again)

(defrule legal-review
  "100 days past due and more than $5,000 to pay off: the lawyers look at it."
  :when (and (= loan-status "Open") (= status-days-past-due 100) (> status-payoff 5000M))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule bankruptcy-hold
  "An active bankruptcy on an account 40 days past due stops collection: drafts off, out of every collections list."
  :when (and (= loan-status "Open") bankruptcy-active (= status-days-past-due 40))
  :then [(loan/set {:loan-sub-status "Bankruptcy" :autopay-status "suspend" :follow-up-date nil
                    :remove-portfolios ["Collections" "Legal" "Watch"]})])

(defrule cured
  "Nothing past due any more on an old account: out of collections and off the watch list."
  :when (and (= loan-status "Open")
             (<= status-days-past-due 0)
             (> status-loan-age 900)
             (or (in-portfolio? "Collections") (in-portfolio? "Watch")))
  :then [(loan/set {:remove-portfolios ["Collections" "Watch"] :follow-up-date nil})])

(defrule last-letter
  "90 days past due: the letter that announces the charge-off goes out."
  :when (and (= loan-status "Open") (= status-days-past-due 90) (not bankruptcy-active))
  :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})])

(defrule non-accrual
  "Interest stops on accounts that become 91 days past due."
  :when (and (= loan-status "Open") (= status-days-past-due 91) (not status-interest-suspended))
  :then [(interest/suspend {:date {:base :current-date :plus-days 0}})])

(defrule charge-off-after-120-days
  "Charge off open accounts that become 121 days past due, unless a bankruptcy protects the borrower."
  :when (and (= loan-status "Open")
             (= status-days-past-due (+ charge-off-days 1))
             (> status-payoff 0M)
             (not bankruptcy-active))
  :then [(credit/add {:type "Payoff" :category "Charge-off" :charge-off true
                      :amount {:base :payoff :plus 0M}
                      :info "Charge-off" :date {:base :current-date :plus-days 0}})
         (checklist/check {:checklist "Charge-off" :items ["Manager approved"]})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"
                    :autopay-status "suspend" :closed-date {:base :current-date :plus-days 0}})])

(defrule charged-off-clean-up
  "Charged-off accounts leave the collectors' lists."
  :when (and (= loan-status "Closed") (= loan-sub-status "Charged Off") (not (empty? portfolio-list)))
  :then [(loan/set {:clear-portfolios true :follow-up-date nil})])

(defrule interest-back-on
  "Interest accrues again on a young account fewer than 30 days past due where nothing else stops it."
  :when (and (= loan-status "Open")
             (= loan-sub-status "Repaying")
             status-interest-suspended
             (< status-loan-age 200)
             (< status-days-past-due 30)
             (not bankruptcy-active))
  :then [(interest/resume {:date {:base :current-date :plus-days 0}})])

(defrule small-balance-write-off
  "Forgive what is left when less than $2 pays the account off."
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff (/ small-balance 5)))
  :then [(credit/add {:type "Payoff" :category "Small balance" :amount {:base :payoff :plus 0M} :info "Small balance"})])

(defrule close-paid-off
  "Close open accounts younger than half a year on which nothing is owed any more."
  :when (and (= loan-status "Open") (zero? status-payoff) (< status-loan-age 180))
  :then [(loan/set {:loan-status "Paid Off" :loan-sub-status "Paid in Full" :credit-status "13" :autopay-status "suspend"
                    :closed-date {:base :current-date :plus-days 0} :clear-portfolios true :follow-up-date nil})])

(defrule archive-closed-accounts
  "Archive accounts that have been closed for 180 days and owe nothing."
  :when (and (or (= loan-status "Closed") (= loan-status "Paid Off"))
             (some? settings-closed-date)
             (= (u/date-compare current-date settings-closed-date) 180)
             (<= status-payoff 0M))
  :then [(account/archive)])

(defrule activate-funded-accounts
  "An application for a small loan that is ready to fund, with complete terms, becomes a live account."
  :when (and (= loan-status "Application")
             (= loan-sub-status "Ready to fund")
             setup-is-setup-valid
             (< setup-loan-amount 6000M)
             (not loan-active))
  :then [(account/activate)
         (loan/set {:loan-status "Open" :loan-sub-status "Repaying"})]
  :preactivation true)
