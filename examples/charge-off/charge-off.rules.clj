;; What happens to an unsecured loan that is not being paid. Mild before harsh.

(def collections-days 31)
(def letter-days 60)
(def charge-off-days 90)

(defrule collections
  "31 or more days past due: assign to collections and call tomorrow."
  :when (and (= loan-status "Open") (>= status-days-past-due collections-days))
  :then [(loan/set {:add-portfolios ["Collections"] :follow-up-date {:base :current-date :plus-days 1}})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 31} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 30} :fires false}])

(defrule last-letter
  "60 or more days past due: the letter that announces the charge-off goes out, once."
  :when (and (= loan-status "Open") (>= status-days-past-due letter-days))
  :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})]
  :once :while-true
  :examples [{:given {:loan-status "Open" :status-days-past-due 60} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 59} :fires false}])

(defrule charge-off
  "90 or more days past due: book the payoff as a loss, stop interest, close."
  :when (and (= loan-status "Open")
             (>= status-days-past-due charge-off-days)
             (> status-payoff 0M))
  :then [(credit/add {:type "Payoff" :category "Charge-off" :charge-off true
                      :amount {:base :payoff :plus 0M}
                      :info "Charge-off" :date {:base :current-date :plus-days 0}})
         (interest/suspend {:date {:base :current-date :plus-days 0}})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"
                    :closed-date {:base :current-date :plus-days 0}
                    :remove-portfolios ["Collections"] :follow-up-date nil})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 90 :status-payoff 8302.61M} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 89 :status-payoff 8302.61M} :fires false}
             {:given {:loan-status "Open" :status-days-past-due 90 :status-payoff 0M} :fires false}])

(defrule small-balance
  "Forgive what is left of a current loan when it is less than $5."
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 5M) (zero? status-days-past-due))
  :then [(credit/add {:type "Payoff" :category "Small balance" :amount {:base :payoff :plus 0M} :info "Small balance"})]
  :examples [{:given {:loan-status "Open" :status-payoff 4.99M :status-days-past-due 0} :fires true}
             {:given {:loan-status "Open" :status-payoff 5M :status-days-past-due 0} :fires false}])

(defrule close-paid-off
  "Close open loans on which nothing is owed."
  :when (and (= loan-status "Open") (zero? status-payoff))
  :then [(loan/set {:loan-status "Paid Off" :loan-sub-status "Paid in Full" :credit-status "13"
                    :closed-date {:base :current-date :plus-days 0}})])
